/** adbkit-logcat (the reader of DeviceFarmer and others) on a binary log: every entry delivered. */
import { createReadStream } from 'node:fs';

export async function adbkitRecords() {
  const { default: adbkit } = await import('@devicefarmer/adbkit-logcat');
  return (file) =>
    new Promise((resolve, reject) => {
      let records = 0;
      let activityManager = 0;
      // Chunks as large as ours: with the stream's default of 64 KiB it is slower.
      const stream = createReadStream(file, { highWaterMark: 1 << 20 });
      const reader = adbkit.readStream(stream, { fixLineFeeds: false });
      reader.on('entry', ({ tag }) => {
        records++;
        if (tag === 'ActivityManager') activityManager++;
      });
      reader.on('error', reject);
      reader.on('end', () => resolve({ records, activityManager }));
    });
}
