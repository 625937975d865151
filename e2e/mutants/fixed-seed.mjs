/** Property tests try the same examples for every mutant: a survivor of one run is a survivor of the next. */
import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_122, endOnFailure: true });
