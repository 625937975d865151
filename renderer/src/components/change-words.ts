/**
 * What was changed on a device, in words. The lab names a kind and a subject, whose parts stand between slashes; a kind that is
 * not known here is shown as it stands.
 */
import { t } from '../messages/translate.js';

const known = [
  'package',
  'compat',
  'runtime_permission',
  'app_op',
  'standby_bucket',
  'doze_allowlist',
  'stopped',
  'temp_allowlist',
  'battery',
  'deviceidle_force',
  'deviceidle_enabled',
  'screen',
  'device_config',
  'sync_mode',
  'setting',
  'battery_saver',
  'debug_property',
  'keyguard',
  'logcat_buffer',
] as const;

/** `Permission POST_NOTIFICATIONS of com.example.app`. */
export function changeWords(kind: string, subject: string): string {
  const name = known.find((each) => each === kind);
  if (name === undefined) return subject === '' ? kind : `${kind}: ${subject}`;
  const cut = subject.indexOf('/');
  const first = cut < 0 ? subject : subject.slice(0, cut);
  const second = cut < 0 ? '' : subject.slice(cut + 1).replace(/^android\.permission\./, '');
  return t(`change.${name}`, { first, second });
}

/** `not installed → installed`, `not set → 600000`. */
export function courseWords(kind: string, before: string | null, during: string | null): string {
  return t('change.course', { before: valueWords(kind, before), during: valueWords(kind, during) });
}

export function valueWords(kind: string, value: string | null): string {
  if (kind === 'package') return t(value === null ? 'change.not-installed' : 'change.installed');
  return value ?? t('run.not-set');
}
