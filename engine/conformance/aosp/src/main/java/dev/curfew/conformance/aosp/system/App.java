package dev.curfew.conformance.aosp.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the app does when {@code Service.onTimeout} is called: the scenario says it for each
 * service.
 */
public final class App {
    /**
     * @param types the mask for switchType
     */
    public record Answer(String action, long afterMs, int types) {}

    private record Reaction(
            long due, AppProcess process, Object record, Answer answer, int types) {}

    private final SystemServer server;
    private final Map<String, Answer> answers;

    /** In order of scheduling. */
    private final List<Reaction> reactions = new ArrayList<>();

    App(SystemServer server, Map<String, Answer> answers) {
        this.server = server;
        this.answers = answers;
    }

    void onTimeout(AppProcess process, Object record) {
        Answer answer = answers.get(server.nameOf(record));
        if (answer.action().equals("ignore") || process.isHung) return;
        if (answer.action().equals("hang") && answer.afterMs() == 0) {
            process.isHung = true;
            return;
        }
        int types = answer.action().equals("switchType") ? answer.types() : server.typesOf(record);
        reactions.add(
                new Reaction(
                        server.clock.uptime() + answer.afterMs(), process, record, answer, types));
    }

    /** Uptime of the next reaction; {@link Long#MAX_VALUE} when there is none. */
    public long nextDue() {
        long due = Long.MAX_VALUE;
        for (Reaction reaction : reactions) due = Math.min(due, reaction.due());
        return due;
    }

    /** Does the first scheduled of the reactions that are due. Returns whether there was one. */
    public boolean reactIfDue() {
        for (int index = 0; index < reactions.size(); index++) {
            Reaction reaction = reactions.get(index);
            if (reaction.due() > server.clock.uptime()) continue;
            reactions.remove(index);
            if (reaction.process().isAlive && !reaction.process().isHung) react(reaction);
            return true;
        }
        return false;
    }

    void forget(AppProcess process) {
        reactions.removeIf(reaction -> reaction.process() == process);
    }

    /**
     * The service object that was called acts: its token is that of its own record, not of a later
     * one of the same name.
     */
    private void react(Reaction reaction) {
        switch (reaction.answer().action()) {
            case "stopSelf" -> server.calls.stopSelf(reaction.record());
            case "stopForeground" -> server.calls.setForeground(reaction.record(), 0, 0);
            case "startForegroundAgain", "switchType" ->
                    server.calls.startForeground(reaction.record(), reaction.types());
            case "hang" -> reaction.process().isHung = true;
            default ->
                    throw new IllegalArgumentException(
                            "no such reaction: " + reaction.answer().action());
        }
    }
}
