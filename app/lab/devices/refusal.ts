/** Why a device cannot be had now, in one sentence with what to do. */
import type { FleetMember } from './fleet-member.js';
import type { Lease } from './fleet.js';

/** A holder that died frees the device by the end of its lease. */
export const inUse = (id: string, { holder, host, since, expiresAt }: Lease): string =>
  `${id} is in use by ${holder} on ${host} since ${since}, until ${expiresAt} if that is not prolonged`;

type Asked = Pick<
  FleetMember,
  'id' | 'allocation' | 'advice' | 'quarantine' | 'openChanges' | 'lease' | 'foreignLease'
>;

/** Undefined: it can. `isBeingTaken`: somebody else is about to get it. */
export function refusalOf(member: Asked, isBeingTaken: boolean): string | undefined {
  const { id, allocation, advice, quarantine, openChanges } = member;
  const lease = member.lease?.describe() ?? member.foreignLease;
  const todo = advice === null ? '' : `. ${advice}`;
  switch (allocation) {
    case 'available':
      return isBeingTaken ? `${id} is being leased by somebody else at this moment` : undefined;
    case 'leased':
      if (lease === null) return `${id} is in use by somebody else`;
      return inUse(id, lease);
    case 'dirty':
      return `${id} still carries ${openChanges.length} changes of an earlier run${todo}`;
    case 'quarantined':
      return `${id} is in quarantine: ${quarantine?.reason ?? 'no reason was given'}. Test it again before it is used`;
    case 'unavailable':
      return `${id} cannot be used${todo}`;
    case 'checking':
      return `${id} is still starting or being looked at; try again in a moment`;
    case 'ignored':
      return `${id} is ignored, because a person said so; take it up again first`;
  }
}
