/** Compat changes around foreground services, by name (spec/fgs-limits.md 4.5). */
export const compatChanges: ReadonlyMap<string, number> = new Map([
  ['FGS_INTRODUCE_TIME_LIMITS', 317799821],
  ['FGS_BOOT_COMPLETED_RESTRICTIONS', 296558535],
  ['FGS_SAW_RESTRICTIONS', 319471980],
  ['FGS_BG_START_RESTRICTION_CHANGE_ID', 170668199],
  ['FGS_START_EXCEPTION_CHANGE_ID', 174041399],
  ['FGS_TYPE_CHECK_FOR_INSTANT_APPS', 261055255],
  ['MEDIA_FGS_STATE_TRANSITION', 281762171],
]);
