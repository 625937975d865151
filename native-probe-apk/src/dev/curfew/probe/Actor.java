package dev.curfew.probe;

/** Something that can perform steps: a service, the activity, a job, or the app itself. */
interface Actor {
    /** False: not an action of this actor. */
    boolean perform(Step step, Order order);
}
