package dev.curfew.conformance.aosp.system;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What processes do in answer to the system, at the same instant, after the system is done with
 * what it was doing.
 */
final class AppWork {
    private record Item(AppProcess process, Runnable work) {}

    private final Deque<Item> items = new ArrayDeque<>();

    void add(AppProcess process, Runnable work) {
        items.add(new Item(process, work));
    }

    /** The work of a process that died meanwhile is dropped. */
    void doAll() {
        for (Item item = items.poll(); item != null; item = items.poll())
            if (item.process.isAlive) item.work.run();
    }
}
