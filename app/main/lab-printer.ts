/** The lab's end of the printer: the lab process has no windows, so the main process prints for it. */
import { fail, ok, type Result } from '../../engine/result.js';
import type { PdfPrinter } from '../lab/reports/pdf/print-pdf.js';
import type { FromLab, Printed } from './lab-messages.js';

export class LabPrinter implements PdfPrinter {
  readonly #tell: (message: FromLab) => void;
  readonly #waiting = new Map<number, (printed: Printed) => void>();
  #nextRequest = 1;

  constructor(tell: (message: FromLab) => void) {
    this.#tell = tell;
  }

  async print(html: string): Promise<Result<Uint8Array, string>> {
    const { pdf, error } = await new Promise<Printed>((resolve) => {
      const request = this.#nextRequest++;
      this.#waiting.set(request, resolve);
      this.#tell({ kind: 'print', request, html });
    });
    return pdf === null ? fail(error) : ok(pdf);
  }

  take(printed: Printed): void {
    this.#waiting.get(printed.request)?.(printed);
    this.#waiting.delete(printed.request);
  }
}
