package dev.curfew.probe;

/** One observation: an event and what there is to say of it, as the members of a JSON object. */
final class Line {
    /** A logcat record holds about 4,000 bytes; the longest line has three texts of this length. */
    private static final int LONGEST_TEXT = 400;

    private final StringBuilder members = new StringBuilder();
    private String run;

    Line(String event) {
        put("event", event);
    }

    /** The run that asked for what is observed; null: none did. */
    Line of(String run) {
        this.run = run;
        return this;
    }

    Line put(String key, long value) {
        name(key).append(value);
        return this;
    }

    Line put(String key, boolean value) {
        name(key).append(value);
        return this;
    }

    /** Null is left out. */
    Line put(String key, String value) {
        if (value != null) quote(name(key), value);
        return this;
    }

    /** The whole object: `head` holds the members that every line has. */
    String json(String head) {
        StringBuilder json = new StringBuilder(head.length() + members.length() + 80).append('{').append(head);
        if (run != null) quote(json.append(",\"run\":"), run);
        return json.append(members).append('}').toString();
    }

    private StringBuilder name(String key) {
        return members.append(",\"").append(key).append("\":");
    }

    /** Only ASCII comes out, so that no terminal, log or half of a surrogate pair can damage a line. */
    static void quote(StringBuilder out, String text) {
        out.append('"');
        int end = Math.min(text.length(), LONGEST_TEXT);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c >= ' ' && c < 127) out.append(c);
            else out.append("\\u").append(Integer.toHexString(0x10000 | c).substring(1));
        }
        out.append('"');
    }
}
