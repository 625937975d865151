/** Phones that the simulator can look like. */
export interface PhoneModel {
  readonly brand: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly product: string;
  readonly device: string;
}

export const models = {
  pixel: { brand: 'google', manufacturer: 'Google', model: 'Pixel 9', product: 'tokay', device: 'tokay' },
  galaxy: { brand: 'samsung', manufacturer: 'samsung', model: 'SM-S921B', product: 'e1sxeea', device: 'e1s' },
  xiaomi: { brand: 'Xiaomi', manufacturer: 'Xiaomi', model: '2407FPN8EG', product: 'degas_eea', device: 'degas' },
  oneplus: { brand: 'OnePlus', manufacturer: 'OnePlus', model: 'CPH2581', product: 'CPH2581EEA', device: 'OP595DL1' },
  emulator: {
    brand: 'google',
    manufacturer: 'Google',
    model: 'sdk_gphone64_x86_64',
    product: 'sdk_gphone64_x86_64',
    device: 'emu64xa',
  },
  oppo: { brand: 'OPPO', manufacturer: 'OPPO', model: 'CPH2659', product: 'CPH2659EEA', device: 'OP5DC1L1' },
} as const satisfies Readonly<Record<string, PhoneModel>>;

export type ModelName = keyof typeof models;
