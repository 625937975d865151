/**
 * Where handlers bring what takes long. Three threads, each begun when it is first needed: a large import keeps neither a
 * slider waiting nor the text that somebody is writing.
 */
import { TaskThread, type OpenThread } from './task-thread.js';

export interface AnalysisDesk {
  readonly imports: TaskThread;
  readonly whatIfs: TaskThread;
  readonly texts: TaskThread;
  readonly close: () => void;
}

export function openAnalysisDesk(openThread: OpenThread): AnalysisDesk {
  const desk = {
    imports: new TaskThread(openThread),
    whatIfs: new TaskThread(openThread),
    texts: new TaskThread(openThread),
  };
  return {
    ...desk,
    close: () => {
      for (const thread of Object.values(desk)) thread.close();
    },
  };
}
