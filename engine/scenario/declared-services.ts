/** Who takes part in a scenario: the services and processes that steps may name, and the types that are declared. */
import { ServiceType, typeNamesOf, type TypeMask } from '../android/service-types.js';
import type { Fields, Reading } from './reading.js';
import { maxProcesses, maxServices } from './scenario-limits.js';
import { MAIN_PROCESS, type ScenarioService, type TimeoutReaction } from './scenario.js';

const serviceKeys = new Set(['name', 'process', 'declared', 'sticky']);
const SERVICE_NAME = /^[A-Za-z_$][\w$.]*$/;
const PROCESS_NAME = /^[A-Za-z_][\w.]*$/;
const ignoring: TimeoutReaction = { do: 'ignore', afterMs: 0, types: 0 };

interface Member {
  readonly process: string;
  readonly sticky: boolean;
  /** `null`: the scenario does not say; then it is what the steps use. */
  readonly declared: TypeMask | null;
  used: TypeMask;
  reaction: TimeoutReaction;
}

export class DeclaredServices {
  readonly #members = new Map<string, Member>();
  readonly #processes = new Set<string>([MAIN_PROCESS]);

  /** Reads `processes` and `services` of the document. */
  constructor(
    readonly reading: Reading,
    document: Fields,
  ) {
    const areListed = Object.hasOwn(document, 'processes');
    reading.optional(document, 'processes', (value) => {
      this.#readProcesses(value);
    });
    reading.required(document, 'services', 'a scenario', (value) => {
      reading.list(value, 'services', maxServices)?.forEach((service, index) => {
        reading.at(index, service, (one) => {
          this.#readService(one, areListed);
        });
      });
    });
  }

  get processes(): readonly string[] {
    return [...this.#processes];
  }

  #readProcesses(value: unknown): void {
    const { reading } = this;
    reading.list(value, 'processes', maxProcesses)?.forEach((process, index) => {
      const name = reading.at(index, process, this.#processName);
      if (name !== undefined) this.#processes.add(name);
    });
  }

  readonly #processName = (value: unknown): string | undefined => {
    const name = this.reading.text(value);
    if (name === undefined || PROCESS_NAME.test(name)) return name;
    this.reading.report(`"${name}" is no name for a process: letters, digits, _ and . after a letter`);
    return undefined;
  };

  #readService(value: unknown, areProcessesListed: boolean): void {
    const { reading } = this;
    const fields = reading.fields(value, serviceKeys, 'a service');
    if (fields === undefined) return;
    const name = reading.required(fields, 'name', 'a service', (text) => this.#newServiceName(text));
    const process = reading.optional(fields, 'process', (text) => {
      if (areProcessesListed) return this.process(text);
      const found = this.#processName(text);
      if (found !== undefined) this.#processes.add(found);
      return found;
    });
    const declared = reading.optional(fields, 'declared', reading.types);
    if (declared === ServiceType.manifest)
      reading.report('"manifest" stands for the declared types; they are named here', 'declared');
    const sticky = reading.optional(fields, 'sticky', reading.yesOrNo);
    if (name === undefined) return;
    this.#members.set(name, {
      process: process ?? MAIN_PROCESS,
      sticky: sticky ?? false,
      declared: declared ?? null,
      used: 0,
      reaction: ignoring,
    });
  }

  #newServiceName(value: unknown): string | undefined {
    const name = this.reading.text(value);
    if (name === undefined) return undefined;
    if (!SERVICE_NAME.test(name))
      this.reading.report(`"${name}" is no name for a service: letters, digits, _, $ and . after a letter`);
    else if (this.#members.has(name)) this.reading.report(`there is a service "${name}" already`);
    else return name;
    return undefined;
  }

  readonly service = (value: unknown): string | undefined => this.reading.word(value, this.#members, 'service');

  readonly process = (value: unknown): string | undefined => this.reading.word(value, this.#processes, 'process');

  /**
   * The types that a service asks for: `asked` of a step or a reaction, `undefined` where it names none (then the declared
   * ones, as the platform does). Types that the manifest does not declare are an error on a device, and here.
   */
  typesFor(service: string, asked: TypeMask | undefined): TypeMask {
    const member = this.#members.get(service);
    if (member === undefined) return 0;
    const { declared } = member;
    if (asked === undefined || asked === ServiceType.manifest) {
      if (declared === null)
        this.reading.report(`needs "types", because service "${service}" does not say what it declares`);
      return declared ?? 0;
    }
    member.used |= asked;
    const undeclared = declared === null ? 0 : asked & ~declared;
    if (undeclared !== 0)
      this.reading.report(`service "${service}" does not declare ${typeNamesOf(undeclared).join(', ')}`);
    return asked;
  }

  react(service: string, reaction: TimeoutReaction): void {
    const member = this.#members.get(service);
    if (member !== undefined) member.reaction = reaction;
  }

  /** Once all steps are read. */
  services(): ScenarioService[] {
    return [...this.#members].map(([name, { process, sticky, declared, used, reaction }]) => ({
      name,
      process,
      declared: declared ?? used,
      sticky,
      onTimeout: reaction,
    }));
  }
}
