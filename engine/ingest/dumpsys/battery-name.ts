/**
 * How batterystats and the job history name a job (`JobStatus.getBatteryName`): the component, or the app's own tag and the
 * package; from Android 14 on with the job's namespace in front, from Android 16 on with its trace tag.
 *
 *     com.x/.SyncJob     tag:com.x     @androidx.work.systemjobscheduler@com.x/androidx...SystemJobService     #trace#com.x/.SyncJob
 */
import { shortComponent } from '../../android/components.js';

/** The component in short form; a name that holds none is returned without its prefixes. */
export function jobComponent(batteryName: string): string {
  let name = batteryName;
  for (const mark of ['#', '@', '#']) {
    const end = name.startsWith(mark) ? name.indexOf(mark, 1) : -1;
    if (end > 0) name = name.slice(end + 1);
  }
  return shortComponent(name);
}
