import { describe, expect, it } from 'vitest';
import { parseAndroidStudio } from './android-studio.js';
import { parseAndroidStudioClassic } from './android-studio-classic.js';
import { parseBrief } from './brief.js';
import { Header } from './header.js';
import { parseInAppViewer } from './in-app-viewer.js';
import { layoutNames, parseStrongLayout } from './layouts.js';
import { parseLong } from './long.js';
import { parseProcess } from './process.js';
import { parseTag } from './tag.js';
import { parseLine } from './testing.js';
import { parseThread } from './thread.js';
import { parseTime } from './time.js';

const none = { clock: 'none' };
const nobody = { uid: undefined, pid: undefined, tid: undefined };

describe('brief', () => {
  it.each([
    [
      'W/ActivityManager(  380): Permission denied',
      'W',
      'ActivityManager',
      'Permission denied',
      { ...nobody, pid: 380 },
    ],
    [
      'D/ViewRootImpl[MainActivity](19993): done (1): x',
      'D',
      'ViewRootImpl[MainActivity]',
      'done (1): x',
      { ...nobody, pid: 19993 },
    ],
    ['I/am_kill ( 1080: 1179): [0]', 'I', 'am_kill', '[0]', { ...nobody, uid: 1080, pid: 1179 }],
    ['I/adbd    ( root:  190): x', 'I', 'adbd', 'x', { ...nobody, uid: 0, pid: 190 }],
    ['E/f(x)(y)(  9): m', 'E', 'f(x)(y)', 'm', { ...nobody, pid: 9 }],
    ['E/        (    9): m', 'E', '', 'm', { ...nobody, pid: 9 }],
    ['🔴/T(9):', 'E', 'T', '', { ...nobody, pid: 9 }],
  ])('reads "%s"', (text, level, tag, message, writer) => {
    expect(parseLine(parseBrief, text)).toEqual({ stamp: none, writer, level, tag, message });
  });

  it.each([
    'X/T(  1): m',
    'I/T(  ): m',
    'I/T(a): m',
    'I/T(1: 2: 3): m',
    'I/T( 1) m',
    'I/T: m',
    'I T(1): m',
    'I/T(root): m',
    'I',
  ])('refuses "%s"', (text) => expect(parseLine(parseBrief, text)).toBeUndefined());
});

describe('time', () => {
  it('reads pid, and uid and zone when they are printed', () => {
    expect(parseLine(parseTime, '01-02 01:02:04.156 I/sometag(  190): test')).toEqual({
      stamp: { clock: 'year-less', localMs: Date.UTC(2000, 0, 2, 1, 2, 4, 156) },
      writer: { uid: undefined, pid: 190, tid: undefined },
      level: 'I',
      tag: 'sometag',
      message: 'test',
    });
    expect(parseLine(parseTime, '2022-01-02 11:42:10.613472 +1000 I/AppTag    ( 1080: 1179): w/ zone')).toMatchObject({
      stamp: { clock: 'local', localMs: Date.UTC(2022, 0, 2, 11, 42, 10, 613) + 0.472, zoneMinutes: 600 },
      writer: { uid: 1080, pid: 1179 },
      tag: 'AppTag',
    });
  });

  it('refuses a line without a pid or without a space after the stamp', () => {
    expect(parseLine(parseTime, '01-02 01:02:04.156 I/sometag: test')).toBeUndefined();
    expect(parseLine(parseTime, '01-02 01:02:04.156I/sometag(  190): test')).toBeUndefined();
  });
});

describe('process and thread', () => {
  it('reads process, whose tag stands at the end', () => {
    const line = 'I(  380) Start proc (main)  x  (Activity (Manager))';
    const writer = { ...nobody, pid: 380 };
    expect(parseLine(parseProcess, line)).toEqual({
      stamp: none,
      writer,
      level: 'I',
      tag: 'Activity (Manager)',
      message: 'Start proc (main)  x',
    });
    expect(parseLine(parseProcess, 'D( 1000:  380) m  ()')).toMatchObject({ writer: { uid: 1000, pid: 380 }, tag: '' });
    expect(parseLine(parseProcess, 'D(  380)   (T)')).toMatchObject({ message: '', tag: 'T' });
  });

  it('reads thread, which prints no tag', () => {
    const writer = { ...nobody, pid: 380, tid: 397 };
    expect(parseLine(parseThread, 'I(  380:  397) Start proc')).toEqual({
      stamp: none,
      writer,
      level: 'I',
      tag: '',
      message: 'Start proc',
    });
    expect(parseLine(parseThread, 'I( 1000:  380:  397) m')).toMatchObject({
      writer: { uid: 1000, pid: 380, tid: 397 },
    });
  });

  it('refuses lines of neither', () => {
    for (const text of ['I(  380) no tag', 'I(  380)x  (T)', 'I() m  (T)', 'I(380', '(380) m  (T)', 'I(  380) (T)']) {
      expect(parseLine(parseProcess, text), text).toBeUndefined();
      expect(parseLine(parseThread, text), text).toBeUndefined();
    }
  });
});

describe('long', () => {
  it.each([
    ['[ 03-25 23:53:27.339   747:  990 D/EGL_emulation ]', { ...nobody, pid: 747, tid: 990 }, 'EGL_emulation'],
    ['[ 03-25 23:53:27.339     0:    0 D/logd     ]', { ...nobody, pid: 0, tid: 0 }, 'logd'],
    ['[ 03-25 23:53:27.339  1000:  747:  990 D/a]b[c    ]', { uid: 1000, pid: 747, tid: 990 }, 'a]b[c'],
    ['[03-25 23:53:27.339 747:990 D/Tag]', { ...nobody, pid: 747, tid: 990 }, 'Tag'],
    ['[03-25 23:53:27.339 root:747:990 D/]', { uid: 0, pid: 747, tid: 990 }, ''],
  ])('reads the header "%s"', (text, writer, tag) => {
    const localMs = Date.UTC(2000, 2, 25, 23, 53, 27, 339);
    expect(parseLine(parseLong, text)).toEqual({
      stamp: { clock: 'year-less', localMs },
      writer,
      level: 'D',
      tag,
      message: '',
    });
  });

  it('reads an epoch stamp with its padding', () => {
    const header = '[          1790449096.477   747:  990 D/T ]';
    expect(parseLine(parseLong, header)?.stamp).toEqual({ clock: 'epoch', epochMs: 1790449096477 });
  });

  it.each([
    '[ 03-25 23:53:27.339   747 D/T ]',
    '[ 03-25 23:53:27.339   747:  990 D/T',
    '[ 03-25 23:53:27.339   747:  990 X/T ]',
    '[ 03-25 23:53:27.339   747:  990D/T ]',
    '[ 03-35 23:53:27.339   747:  990 D/T ]',
    '[0,com.example/.S,1]',
    '[]',
    '[',
  ])('refuses "%s"', (text) => expect(parseLine(parseLong, text)).toBeUndefined());
});

describe('Android Studio', () => {
  it('reads the classic form with a package, and with /?', () => {
    expect(
      parseLine(
        parseAndroidStudioClassic,
        '01-30 21:08:09.970 672-687/android.process.media D/MediaScanner: postscan: 0ms',
      ),
    ).toEqual({
      stamp: { clock: 'year-less', localMs: Date.UTC(2000, 0, 30, 21, 8, 9, 970) },
      writer: { uid: undefined, pid: 672, tid: 687 },
      level: 'D',
      tag: 'MediaScanner',
      message: 'postscan: 0ms',
    });
    expect(
      parseLine(parseAndroidStudioClassic, '2021-05-01 10:11:12.013 1666-1689/? A/libc: Fatal signal 6'),
    ).toMatchObject({
      level: 'F',
      tag: 'libc',
      message: 'Fatal signal 6',
    });
  });

  const columns = (tag: string, name: string, level: string, message: string): string =>
    `2022-12-29 04:00:18.823 30249-30321 ${tag.padEnd(23)} ${name.padEnd(35)} ${level}  ${message}`;

  it.each([
    ['ProfileInstaller', 'com.google.samples.apps.sunflower', 'D', 'Installing profile'],
    ['Kolibri.Fo...oundWorker', 'pid-1461', 'I', '  indented'],
    ['Two words', 'system_process', 'W', 'E  not the level'],
    ['Team A E', 'com.example', 'W', 'letters in the tag'],
    ['', 'com.example', 'A', 'no tag'],
    ['ActivityManager', 'com.example.a.name.as.long.as.the.c', 'E', ''],
    ['ActivityManager', 'com.example', '🔴', 'circle'],
  ])('reads the columns of tag "%s" and package "%s"', (tag, name, level, message) => {
    expect(parseLine(parseAndroidStudio, columns(tag, name, level, message))).toEqual({
      stamp: { clock: 'local', localMs: Date.UTC(2022, 11, 29, 4, 0, 18, 823) },
      writer: { uid: undefined, pid: 30249, tid: 30321 },
      level: level === 'A' ? 'F' : level === '🔴' ? 'E' : level,
      tag,
      message,
    });
  });

  it('reads lines with the package column switched off', () => {
    const line = '2022-12-29 04:00:18.823 30249-30321 ActivityManager         D  Installing';
    expect(parseLine(parseAndroidStudio, line)).toMatchObject({
      tag: 'ActivityManager',
      level: 'D',
      message: 'Installing',
    });
  });

  it('reads lines whose padding was folded to single spaces', () => {
    const line = '2022-12-29 04:00:18.823 30249-30321 ActivityManager com.example D Installing';
    expect(parseLine(parseAndroidStudio, line)).toMatchObject({
      tag: 'ActivityManager',
      level: 'D',
      message: 'Installing',
    });
  });

  it('does not take the first letter of a word at the end of its search for a level', () => {
    const line = `2022-12-29 04:00:18.823 30249-30321 ${'x'.repeat(253)}  Decision`;
    expect(parseLine(parseAndroidStudio, line)).toBeUndefined();
  });

  it('refuses lines without a level column and does not search the whole message for one', () => {
    expect(
      parseLine(parseAndroidStudio, '2022-12-29 04:00:18.823 30249-30321 Tag com.example message'),
    ).toBeUndefined();
    const far = `2022-12-29 04:00:18.823 30249-30321 ${'word '.repeat(60)} D  x`;
    expect(parseLine(parseAndroidStudio, far)).toBeUndefined();
  });
});

describe('in-app viewers', () => {
  it('reads a time of day glued to the level', () => {
    expect(parseLine(parseInAppViewer, '12:33:01E/AndroidRuntime FATAL EXCEPTION: main')).toEqual({
      stamp: { clock: 'time-of-day', ofDayMs: ((12 * 60 + 33) * 60 + 1) * 1000 },
      writer: nobody,
      level: 'E',
      tag: 'AndroidRuntime',
      message: 'FATAL EXCEPTION: main',
    });
    expect(parseLine(parseInAppViewer, '24:33:01E/T m')).toBeUndefined();
    expect(parseLine(parseInAppViewer, '12:33:01 E/T m')).toBeUndefined();
  });
});

describe('tag', () => {
  it('reads the form with and without a level', () => {
    expect(parseLine(parseTag, 'I/am_kill : [0,1]')).toEqual({
      stamp: none,
      writer: nobody,
      level: 'I',
      tag: 'am_kill',
      message: '[0,1]',
    });
    expect(parseLine(parseTag, 'ActivityManager: Start proc')).toMatchObject({
      level: '?',
      tag: 'ActivityManager',
      message: 'Start proc',
    });
  });

  it.each(['two words: x', '12: x', 'no colon', ': x', `${'a'.repeat(65)}: x`, '\tat a.b.C: x'])(
    'refuses "%s"',
    (text) => {
      expect(parseLine(parseTag, text)).toBeUndefined();
    },
  );
});

describe('parseStrongLayout', () => {
  const layoutOf = (text: string, sticky = -1): string | undefined => {
    const bytes = new TextEncoder().encode(text);
    return layoutNames[parseStrongLayout(bytes, 0, bytes.length, new Header(), sticky)];
  };

  it.each([
    ['11-29 22:39:22.935  3688  5154 E T: m', 'threadtime'],
    ['11-29 22:39:22.935 E/T( 3688): m', 'time'],
    ['E/T( 3688): m', 'brief'],
    ['E( 3688) m  (T)', 'process'],
    ['E( 3688: 3689) m', 'thread'],
    ['[ 11-29 22:39:22.935  3688: 5154 E/T ]', 'long'],
    ['11-29 22:39:22.935 3688-5154/? E/T: m', 'android-studio-classic'],
    ['2022-11-29 22:39:22.935  3688-5154  T  com.example  E  m', 'android-studio'],
    ['22:39:22E/T m', 'in-app-viewer'],
    ['T: m', undefined],
    ['E/T: m', undefined],
    ['    at java.lang.Thread.run(Thread.java:1012)', undefined],
  ])('knows the layout of "%s"', (text, name) => expect(layoutOf(text)).toBe(name));

  it('lets the layout of the line before decide where two fit', () => {
    const line = 'I( 1000:  380) message in  (parentheses)';
    expect(layoutOf(line, layoutNames.indexOf('process'))).toBe('process');
    expect(layoutOf(line, layoutNames.indexOf('thread'))).toBe('thread');
  });
});
