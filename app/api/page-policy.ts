/**
 * What the page may do. Everything is forbidden, then what it needs is allowed: its own scripts and styles (none inline), its
 * own pictures, and in the server host the connection that it talks over. A report is shown in a sandboxed frame made of a
 * `blob:` or `srcdoc`, which inherits this policy; its one style sheet is allowed by its hash.
 */
import { createHash } from 'node:crypto';
import { styleSheet } from '../lab/reports/html/style.js';

export function contentSecurityPolicy(host: 'electron' | 'server'): string {
  const reportStyle = createHash('sha256').update(styleSheet, 'utf8').digest('base64');
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'sha256-${reportStyle}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src ${host === 'server' ? "'self'" : "'none'"}`,
    'frame-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
