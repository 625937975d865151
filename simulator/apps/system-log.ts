/** What system_server and logd's other writers put into the log, by tag and number (specification fgs-limits, 7.1). */
import type { EventValue } from '../device/log-payload.js';
import type { LogBuffers, LogPriority } from '../device/log-buffers.js';

export const SYSTEM_SERVER = { pid: 1612, tid: 1650, uid: 1000 } as const;

const Tag = {
  wm_pause_activity: 30013,
  wm_on_paused_called: 30021,
  wm_on_resume_called: 30022,
  wm_set_resumed_activity: 30043,
  am_anr: 30008,
  am_proc_bound: 30010,
  am_proc_died: 30011,
  am_proc_start: 30014,
  am_kill: 30023,
  am_schedule_service_restart: 30035,
  am_crash: 30039,
  am_wtf: 30040,
  am_uid_running: 30052,
  am_uid_stopped: 30053,
  am_uid_active: 30054,
  am_uid_idle: 30055,
  am_stop_idle_service: 30056,
  am_foreground_service_start: 30100,
  am_foreground_service_denied: 30101,
  am_foreground_service_stop: 30102,
  am_foreground_service_timed_out: 30103,
  boot_progress_start: 3000,
  boot_progress_enable_screen: 3050,
  power_screen_state: 2728,
  screen_toggled: 70000,
  device_idle: 34000,
  device_idle_light: 34009,
} as const;

export type EventName = keyof typeof Tag;

export interface LogWriter {
  readonly pid: number;
  readonly uid: number;
}

export class SystemLog {
  constructor(readonly buffers: LogBuffers) {}

  line(priority: LogPriority, message: string, tag = 'ActivityManager'): void {
    this.buffers.write('system', priority, tag, message, SYSTEM_SERVER);
  }

  event(name: EventName, ...values: readonly EventValue[]): void {
    this.buffers.writeEvent(Tag[name], name, values, SYSTEM_SERVER);
  }

  /** An event that the app's own process writes. */
  appEvent(name: EventName, { pid, uid }: LogWriter, ...values: readonly EventValue[]): void {
    this.buffers.writeEvent(Tag[name], name, values, { pid, tid: pid, uid });
  }
}

/** `u0a123`, as the activity manager prints an app's uid. */
export const printedUid = (uid: number): string => `u0a${(uid % 100_000) - 10_000}`;
