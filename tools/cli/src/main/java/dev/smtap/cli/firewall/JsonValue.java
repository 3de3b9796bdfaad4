package dev.smtap.cli.firewall;

import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON that was read. What is asked for and not there is empty.
 *
 * @param value a map, a list, a text for every scalar, or null
 */
record JsonValue(@Nullable Object value) {
  private static final JsonValue NOTHING = new JsonValue(null);

  /** Reads a text. */
  static JsonValue parse(String text) throws SystemException {
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
      return new JsonValue(read(parser, parser.nextToken()));
    } catch (JacksonException e) {
      throw SystemException.because(
          "read", "what nft printed", String.valueOf(e.getOriginalMessage()), "update nftables");
    }
  }

  private static @Nullable Object read(JsonParser parser, @Nullable JsonToken token) {
    if (token == JsonToken.START_OBJECT) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        map.put(name, read(parser, parser.nextToken()));
      }
      return map;
    }
    if (token == JsonToken.START_ARRAY) {
      List<@Nullable Object> list = new ArrayList<>();
      for (JsonToken next = parser.nextToken();
          next != null && next != JsonToken.END_ARRAY;
          next = parser.nextToken()) {
        list.add(read(parser, next));
      }
      return list;
    }
    return token == null || token == JsonToken.VALUE_NULL ? null : parser.getString();
  }

  /** The first property's name, empty if this is no object. */
  String firstName() {
    return value instanceof Map<?, ?> map && !map.isEmpty()
        ? String.valueOf(map.keySet().iterator().next())
        : "";
  }

  boolean has(String name) {
    return value instanceof Map<?, ?> map && map.containsKey(name);
  }

  JsonValue get(String name) {
    return value instanceof Map<?, ?> map ? new JsonValue(map.get(name)) : NOTHING;
  }

  /** Its elements, none if this is no list. */
  List<JsonValue> elements() {
    List<JsonValue> elements = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(each -> elements.add(new JsonValue(each)));
    }
    return elements;
  }

  boolean isText() {
    return value instanceof String;
  }

  /** The text, empty if this is none. */
  String text() {
    return value instanceof String text ? text : "";
  }
}
