package dev.curfew.probe;

import org.json.JSONObject;

import java.nio.file.Files;
import java.nio.file.Paths;

/** native-probe-apk/probe.json. */
final class ProbeJson {
    private ProbeJson() {}

    static JSONObject read() throws Exception {
        return new JSONObject(new String(Files.readAllBytes(Paths.get(System.getProperty("probe.json"))), "UTF-8"));
    }
}
