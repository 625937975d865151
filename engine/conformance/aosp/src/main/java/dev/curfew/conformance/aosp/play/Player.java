package dev.curfew.conformance.aosp.play;

import dev.curfew.conformance.aosp.system.App;
import dev.curfew.conformance.aosp.system.AppProcess;
import dev.curfew.conformance.aosp.system.Manifest;
import dev.curfew.conformance.aosp.system.Outcomes.Outcome;
import dev.curfew.conformance.aosp.system.Platform;
import dev.curfew.conformance.aosp.system.SystemServer;
import dev.curfew.conformance.aosp.system.SystemServer.Budget;
import dev.curfew.conformance.aosp.system.VirtualClock;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Plays one script on the platform, in the order of docs/scenarios.md: messages, reactions of the
 * app, steps.
 */
final class Player {
    /** As in simulator/limits/world.ts: scripts that never come to an end are given up. */
    private static final int MAX_ACTIONS_AT_ONE_INSTANT = 1_000;

    private static final int MAX_ACTIONS = 100_000;

    /** What came of it, in the form of SimulationResult of simulator/limits/script.ts. */
    record Result(List<Outcome> outcomes, List<Budget> budgets, Long cutShortAtMs) {}

    private final Platform platform;
    private final VirtualClock clock;
    private final Script script;
    private final StepsOfScript steps;
    private final List<Outcome> outcomes = new ArrayList<>();
    private SystemServer server;

    Player(Platform platform, Script script) {
        this.platform = platform;
        this.script = script;
        clock = platform.clock;
        steps = new StepsOfScript(script);
        clock.restart(script.bootUptimeMs);
        platform.policy.clear();
        platform.policy.targetSdk = script.targetSdk;
        script.config.forEach(platform.policy.deviceConfig::put);
        script.config.forEach(platform.policy.globalSettings::put);
        Flags.of(script.flags).forEach(platform.policy.flags::put);
        boot();
    }

    private void boot() {
        List<Manifest.Service> services = new ArrayList<>();
        Map<String, App.Answer> answers = new HashMap<>();
        Map<String, Boolean> sticky = new HashMap<>();
        for (Script.Service service : script.services) {
            services.add(new Manifest.Service(service.name, service.process, service.declared));
            Script.OnTimeout answer = service.onTimeout;
            answers.put(
                    service.name,
                    new App.Answer(
                            answer.action,
                            answer.afterMs,
                            answer.types == null ? 1 << 30 : answer.types));
            sticky.put(service.name, service.sticky);
        }
        server = platform.boot(new Manifest(platform.mirror, script.targetSdk, services));
        server.install(answers, sticky);
        server.events.readConstants();
    }

    Result play() {
        int actions = 0;
        int actionsNow = 0;
        while (clock.elapsed() <= script.endMs && !steps.isOver()) {
            if (actOnce()) {
                actions++;
                actionsNow++;
                if (actionsNow > MAX_ACTIONS_AT_ONE_INSTANT || actions > MAX_ACTIONS)
                    return result(clock.elapsed());
                continue;
            }
            long next = nextInstant();
            if (next > script.endMs) break;
            clock.advanceTo(next);
            actionsNow = 0;
        }
        return result(null);
    }

    private boolean actOnce() {
        if (server.looper.handleIfDue() || server.app.reactIfDue()) {
            server.letAppWork();
            return true;
        }
        Script.Step step = steps.takeDue(clock.elapsed());
        if (step == null) return false;
        if (step.backgroundStart == null) {
            perform(step);
            server.letAppWork();
        } else performWithWord(step);
        return true;
    }

    private void performWithWord(Script.Step step) {
        platform.policy.wordOfStep = step.backgroundStart.equals("allowed");
        server.events.withoutAllowlist(
                () -> {
                    perform(step);
                    server.letAppWork();
                });
        platform.policy.wordOfStep = null;
    }

    private long nextInstant() {
        long due = Math.min(server.looper.nextDue(), server.app.nextDue());
        long atUptime = due == Long.MAX_VALUE ? Long.MAX_VALUE : clock.elapsedAtUptime(due);
        return Math.min(atUptime, steps.nextDue());
    }

    private void perform(Script.Step step) {
        switch (step.action) {
            case "startService", "startForegroundService" ->
                    server.calls.startService(
                            step.service, step.action.equals("startForegroundService"));
            case "startForeground" -> startForeground(step);
            case "stopForeground" -> stopForeground(step.service);
            case "stopService" -> server.calls.stopService(step.service);
            case "stopSelf" -> stopSelf(step.service);
            case "bind" -> server.calls.bind(step.service);
            case "unbind" -> server.calls.unbind(step.service);
            case "appToTop" -> server.events.toTop(processOf(step));
            case "appToHome" -> server.events.toHome(processOf(step));
            case "processDies" -> processDies(processOf(step));
            case "forceStop" -> server.processes.forceStop();
            case "reboot" -> reboot();
            case "sleep" -> clock.sleep(step.forMs);
            case "idleUid" -> server.events.idleUid();
            case "setConfig" -> server.events.configure(step.key, step.value);
            case "setCompat" -> platform.policy.compatOverrides.put(step.change, step.enabled);
            case "bootCompleted" -> server.events.bootCompleted();
            case "grantBackgroundStart", "revokeBackgroundStart" ->
                    platform.policy.mayStartFromBackground =
                            step.action.equals("grantBackgroundStart");
            case "screenOn", "screenOff", "end" -> {}
            default -> throw new IllegalArgumentException("no such step: " + step.action);
        }
    }

    private static String processOf(Script.Step step) {
        return step.process == null ? "main" : step.process;
    }

    private void startForeground(Script.Step step) {
        Object record = server.runningRecordOf(step.service);
        if (record != null)
            server.calls.startForeground(record, step.types == null ? -1 : step.types);
    }

    private void stopSelf(String service) {
        Object record = server.recordOf(service);
        if (record != null) server.calls.stopSelf(record);
    }

    private void stopForeground(String service) {
        Object record = server.recordOf(service);
        if (record != null) server.calls.setForeground(record, 0, 0);
    }

    private void processDies(String name) {
        AppProcess process = server.processes.get(name);
        if (process != null) server.processes.died(process, true);
    }

    private void reboot() {
        outcomes.addAll(server.outcomes.all());
        clock.reboot();
        boot();
    }

    private Result result(Long cutShortAtMs) {
        outcomes.addAll(server.outcomes.all());
        return new Result(outcomes, server.budgets(), cutShortAtMs);
    }
}
