/** What the system writes about processes: coming, dying, being killed, crashing, not answering. */
import type { LogBuffers } from '../device/log-buffers.js';
import type { Thrown } from './app-code.js';
import type { ProcessStanding } from './process-standing.js';
import { printedUid, SystemLog } from './system-log.js';

export interface AppProcessFacts {
  readonly pid: number;
  readonly uid: number;
  readonly name: string;
}

/** What a process was started for. */
export interface Hosting {
  readonly type: 'service' | 'broadcast' | 'next-top-activity';
  /** `pkg/full.class` */
  readonly component: string;
}

export class ProcessLog {
  readonly #log: SystemLog;

  constructor(buffers: LogBuffers) {
    this.#log = new SystemLog(buffers);
  }

  started({ pid, uid, name }: AppProcessFacts, { type, component }: Hosting): void {
    this.#log.event('am_proc_start', 0, pid, uid, name, type, `{${component}}`);
    this.#log.line('I', `Start proc ${pid}:${name}/${printedUid(uid)} for ${type} {${component}}`);
    this.#log.event('am_proc_bound', 0, pid, name);
  }

  /** A process that the activity manager killed itself has said so; then only the event follows. */
  died({ pid, name }: AppProcessFacts, { adj, state, words }: ProcessStanding, wasKilled: boolean): void {
    this.#log.event('am_proc_died', 0, pid, name, adj, state);
    if (!wasKilled) this.#log.line('I', `Process ${name} (pid ${pid}) has died: ${words}`);
  }

  killed({ pid, name, uid }: AppProcessFacts, { adj }: ProcessStanding, reason: string): void {
    this.#log.event('am_kill', 0, pid, name, adj, reason, 104_448n);
    this.#log.line('I', `Killing ${pid}:${name}/${printedUid(uid)} (adj ${adj}): ${reason}`);
  }

  /** lmkd kills without asking; the activity manager only sees the death. */
  killedForMemory({ pid, name, uid }: AppProcessFacts, { adj }: ProcessStanding): void {
    const message = `Kill '${name}' (${pid}), uid ${uid}, oom_score_adj ${adj} to free 104448kB rss, 20480kB swap; reason: device is low on swap (1024kB < 209712kB) and thrashing (212%)`;
    this.#log.buffers.write('main', 'I', 'lowmemorykiller', message, { pid: 412, tid: 412, uid: 1069 });
  }

  crashed({ pid, uid, name }: AppProcessFacts, { exception, message }: Thrown): void {
    const frame = `android.app.ActivityThread.generate${exception.replace(/^.*[.$]/, '')}`;
    const isPlatform = exception.includes('RemoteServiceException');
    const lines = [
      'FATAL EXCEPTION: main',
      `Process: ${name}, PID: ${pid}`,
      `${exception}: ${message}`,
      isPlatform
        ? `\tat ${frame}(ActivityThread.java:2282)`
        : '\tat dev.curfew.probe.Commands.perform(Commands.java:98)',
    ];
    this.#log.buffers.write('crash', 'E', 'AndroidRuntime', lines.join('\n'), { pid, tid: pid, uid });
    const [file, line] = isPlatform ? ['ActivityThread.java', 2282] : ['Commands.java', 98];
    this.#log.event('am_crash', 0, pid, name, 0, exception, message, file ?? '', line ?? 0, 0);
  }

  notResponding({ pid, name }: AppProcessFacts, reason: string): void {
    this.#log.event('am_anr', 0, pid, name, 0, reason);
    this.#log.line('E', `ANR in ${name}\nPID: ${pid}\nReason: ${reason}`);
  }
}
