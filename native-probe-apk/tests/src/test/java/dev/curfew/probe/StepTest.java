package dev.curfew.probe;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import org.junit.Test;

import java.util.List;

public class StepTest {
    @Test
    public void readsTimeActionAndValue() {
        List<Step> steps = Step.parse("foreground=9,,30000:stopSelf,5:mark=a:b=c");
        assertEquals("[foreground=9, 30000:stopSelf, 5:mark=a:b=c]", steps.toString());
        assertEquals(30000, steps.get(1).afterMs);
        assertEquals("stopSelf", steps.get(1).action);
        assertEquals("a:b=c", steps.get(2).value);
        assertEquals(9, steps.get(0).number());
    }

    @Test
    public void nothingIsNoStep() {
        assertEquals(List.of(), Step.parse(""));
    }

    @Test
    public void refusesTimesThatAreNone() {
        assertThrows(IllegalArgumentException.class, () -> Step.parse("-1:foreground"));
        assertThrows(NumberFormatException.class, () -> Step.parse("soon:foreground"));
        assertThrows(NumberFormatException.class, () -> Step.parse("hang").get(0).number());
    }
}
