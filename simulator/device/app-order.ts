/** What an app was told to do: text extras of an intent, in the language of the probe (native-probe-apk/README.md). */
export interface AppStep {
  /** Uptime since the beginning of the list. */
  readonly afterMs: number;
  readonly action: string;
  readonly value: string;
}

export interface AppOrder {
  readonly steps: readonly AppStep[];
  readonly onTimeout: readonly AppStep[];
  readonly onRefused: readonly AppStep[];
  readonly onRestart: readonly AppStep[];
  readonly isSticky: boolean;
  /** The order for what this order starts. */
  readonly extrasForStarted: ReadonlyMap<string, string>;
}

/** `[MILLISECONDS:]ACTION[=VALUE],...` */
function parseSteps(text: string): readonly AppStep[] {
  return text.split(',').flatMap((part) => {
    const [, after = '0', action = '', value = ''] =
      /^(?:([0-9]{1,12}):)?([A-Za-z]{1,40})(?:=(.*))?$/s.exec(part) ?? [];
    return action === '' ? [] : [{ afterMs: Number(after), action, value }];
  });
}

export function orderOf(extras: ReadonlyMap<string, string>): AppOrder {
  const steps = (name: string, otherwise: string): readonly AppStep[] => parseSteps(extras.get(name) ?? otherwise);
  const started = [...extras].filter(([name]) => name.startsWith('with.'));
  return {
    steps: steps('steps', 'foreground'),
    onTimeout: steps('onTimeout', 'stopSelf'),
    onRefused: steps('onRefused', 'stopSelf'),
    onRestart: steps('onRestart', 'foreground'),
    isSticky: extras.get('sticky') === 'sticky' || extras.get('sticky') === 'redeliver',
    extrasForStarted: new Map(started.map(([name, value]) => [name.slice('with.'.length), value])),
  };
}
