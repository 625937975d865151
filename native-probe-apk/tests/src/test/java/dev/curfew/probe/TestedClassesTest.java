package dev.curfew.probe;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

import java.net.URL;
import java.nio.file.Paths;

/** That the second run tests the dex and not the sources once more. */
public class TestedClassesTest {
    @Test
    public void comeFromWhereTheyAreSaidTo() throws Exception {
        URL from = ProbeService.class.getResource("ProbeService.class");
        assertEquals(Paths.get(System.getProperty("probe.tested"), "dev/curfew/probe/ProbeService.class"), Paths.get(from.toURI()));
    }
}
