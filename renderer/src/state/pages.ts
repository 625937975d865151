/** Where each page lives. Pages are loaded when they are first opened. */
import type { Component } from 'svelte';
import type { PageName, Route } from './route.js';

/** A page that is one place only takes no route. */
export type Page = Component<{ route: Route }> | Component<Record<string, never>>;

export const loadPage: Readonly<Record<PageName, () => Promise<{ readonly default: Page }>>> = {
  fleet: () => import('../pages/fleet/FleetPage.svelte'),
  traces: () => import('../pages/traces/TracesPage.svelte'),
  timeline: () => import('../pages/timeline/TimelinePage.svelte'),
  'what-if': () => import('../pages/what-if/WhatIfPage.svelte'),
  scenarios: () => import('../pages/scenarios/ScenariosPage.svelte'),
  runs: () => import('../pages/runs/RunsPage.svelte'),
  plan: () => import('../pages/runs/PlanPage.svelte'),
  reports: () => import('../pages/reports/ReportsPage.svelte'),
  settings: () => import('../pages/settings/SettingsPage.svelte'),
  welcome: () => import('../pages/welcome/WelcomePage.svelte'),
};
