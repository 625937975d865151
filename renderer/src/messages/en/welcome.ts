/** Page: welcome. */
export const welcome = {
  'welcome.title': 'When will Android stop it?',
  'welcome.text':
    'Curfew predicts when Android stops an app’s background work, tries it on real devices, and explains every difference.',
  'welcome.open': 'Open a log',
  'welcome.open-kinds':
    'Logcat text in any layout, binary logcat, bugreport ZIPs, dumpsys texts, recorded traces, evidence bundles.',
  'welcome.open-text':
    'A logcat, a bug report or a bundle, from anywhere. Drop it on this window, or choose it. Nothing leaves this computer.',
  'welcome.choose-file': 'Choose files …',
  'welcome.connect': 'Connect a device',
  'welcome.connect-text': 'It shows up here by itself, with what is still missing.',
  'welcome.step-1': 'On the phone: Settings, About phone, tap “Build number” seven times.',
  'welcome.step-2': 'Settings, System, Developer options: switch on “USB debugging”.',
  'welcome.step-3': 'Plug the cable in and accept the question on the phone.',
  'welcome.step-4': 'Without a cable: switch on “Wireless debugging” and connect below.',
  'welcome.wireless': 'Connect over Wi-Fi …',
  'welcome.seen': '{count, plural, =0 {No device yet.} one {# device is here.} other {# devices are here.}}',
  'welcome.waiting': '{name}: {advice}',
  'welcome.to-fleet': 'To the fleet',
  'welcome.simulate': 'Try with simulated devices',
  'welcome.simulate-text':
    'Simulated phones behind a real adb server. They speak, answer and fail like phones; the lab does not know the difference.',
  'welcome.how-many': 'How many',
  'welcome.profile': 'Which',
  'welcome.profile-mixed': 'mixed releases and vendors',
  'welcome.profile-faithful': 'without vendor quirks',
  'welcome.start': 'Start them',
  'welcome.stop': 'Stop them',
  'welcome.started': '{count, plural, one {# simulated device is starting.} other {# simulated devices are starting.}}',
  'welcome.stopped': 'The simulated devices are gone.',
} as const;
