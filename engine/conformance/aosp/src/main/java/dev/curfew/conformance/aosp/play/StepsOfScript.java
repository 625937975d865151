package dev.curfew.conformance.aosp.play;

import java.util.Comparator;
import java.util.List;

/** The steps of a script in order of time; those of one instant stay in the order of the script. */
final class StepsOfScript {
    private final List<Script.Step> steps;
    private int next;
    private boolean isOver;

    StepsOfScript(Script script) {
        steps = script.steps.stream().sorted(Comparator.comparingLong(step -> step.atMs)).toList();
    }

    /** Takes the next step out when it is due, null when none is. */
    Script.Step takeDue(long elapsed) {
        if (nextDue() > elapsed) return null;
        Script.Step step = steps.get(next++);
        if (step.atMs < elapsed)
            throw new IllegalArgumentException(
                    "a step lies inside a sleep: " + step.action + " at " + step.atMs + " ms");
        if (step.action.equals("end")) isOver = true;
        return step;
    }

    /** Whether the step {@code end} was done. */
    boolean isOver() {
        return isOver;
    }

    long nextDue() {
        return next < steps.size() ? steps.get(next).atMs : Long.MAX_VALUE;
    }
}
