import { describe, expect, it } from 'vitest';
import { LogChooser, logDialogs } from './choose-logs.js';

type Answer = { readonly canceled: boolean; readonly filePaths: string[] };

/** Dialogs that a test answers. */
function dialogsOf() {
  const open: { readonly answer: (answer: Answer) => void; readonly fail: (error: Error) => void }[] = [];
  const failures: string[] = [];
  const chooser = new LogChooser<string>({
    ask: () => new Promise((answer, fail) => open.push({ answer, fail })),
    onFailed: (text) => failures.push(text),
  });
  return { chooser, open, failures };
}

describe('the dialog for logs', () => {
  it('gives what was chosen', async () => {
    const { chooser, open } = dialogsOf();
    const chosen = chooser.choose('window');
    open[0]?.answer({ canceled: false, filePaths: ['/a.log', '/b.zip'] });
    expect(await chosen).toEqual(['/a.log', '/b.zip']);
  });

  it('gives nothing when a person changed their mind', async () => {
    const { chooser, open } = dialogsOf();
    const chosen = chooser.choose('window');
    open[0]?.answer({ canceled: true, filePaths: ['/a.log'] });
    expect(await chosen).toEqual([]);
  });

  it('opens once, and again only when it was closed', async () => {
    const { chooser, open } = dialogsOf();
    const first = chooser.choose('window');
    expect(await chooser.choose('window')).toEqual([]);
    expect(open).toHaveLength(1);
    open[0]?.answer({ canceled: true, filePaths: [] });
    await first;
    void chooser.choose('window');
    expect(open).toHaveLength(2);
  });

  it('says why it cannot be shown, and can be asked again', async () => {
    const { chooser, open, failures } = dialogsOf();
    const chosen = chooser.choose('window');
    open[0]?.fail(new Error('no portal'));
    expect(await chosen).toEqual([]);
    expect(failures).toEqual(['no portal']);
    void chooser.choose('window');
    expect(open).toHaveLength(2);
  });

  it('asks Electron for files of any ending, several at once, over the window', async () => {
    const asked: unknown[] = [];
    const boxes: string[] = [];
    const dialog = {
      showOpenDialog: (...given: readonly unknown[]) => {
        asked.push(...given);
        return Promise.resolve({ canceled: false, filePaths: ['/a.log'] });
      },
      showErrorBox: (title: string, text: string) => void boxes.push(`${title}: ${text}`),
    };
    const { ask, onFailed } = logDialogs(dialog);
    const window = {} as Parameters<typeof ask>[0];
    expect(await ask(window)).toEqual({ canceled: false, filePaths: ['/a.log'] });
    expect(asked[0]).toBe(window);
    expect(asked[1]).toEqual({ title: 'Open logs', properties: ['openFile', 'multiSelections'] });
    onFailed('no portal');
    expect(boxes).toEqual(['No log can be chosen: no portal']);
  });
});
