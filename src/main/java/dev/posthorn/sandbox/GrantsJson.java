package dev.posthorn.sandbox;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Grants as a file holds them.
 *
 * <pre>
 * {"access":  {token: {"account","scopes":[url…],"offline","expiry"}…},
 *  "refresh": {token: {"account","scopes":[url…]}…},
 *  "granted": {account: [url…]…}}
 * </pre>
 */
final class GrantsJson {
  private GrantsJson() {}

  static JsonObject write(Grants.Snapshot grants) {
    JsonObjectBuilder access = Json.createObjectBuilder();
    grants
        .access()
        .forEach(
            (token, opens) ->
                access.add(
                    token,
                    Json.createObjectBuilder()
                        .add("account", opens.account())
                        .add("scopes", urls(opens.scopes()))
                        .add("offline", opens.offline())
                        .add("expiry", opens.expiry().toEpochMilli())));
    JsonObjectBuilder refresh = Json.createObjectBuilder();
    grants
        .refresh()
        .forEach(
            (token, opens) ->
                refresh.add(
                    token,
                    Json.createObjectBuilder()
                        .add("account", opens.account())
                        .add("scopes", urls(opens.scopes()))));
    JsonObjectBuilder granted = Json.createObjectBuilder();
    grants.granted().forEach((account, scopes) -> granted.add(account, urls(scopes)));
    return Json.createObjectBuilder()
        .add("access", access)
        .add("refresh", refresh)
        .add("granted", granted)
        .build();
  }

  private static JsonArrayBuilder urls(Collection<GoogleScope> scopes) {
    JsonArrayBuilder urls = Json.createArrayBuilder();
    scopes.forEach(scope -> urls.add(scope.url()));
    return urls;
  }

  static Grants.Snapshot read(JsonObject json) {
    Map<String, Grants.Access> access = new LinkedHashMap<>();
    Map<String, Grants.Refresh> refresh = new LinkedHashMap<>();
    Map<String, TreeSet<GoogleScope>> granted = new TreeMap<>();
    if (!json.isEmpty()) {
      JsonObject tokens = json.getJsonObject("access");
      for (String token : tokens.keySet()) {
        JsonObject opens = tokens.getJsonObject(token);
        access.put(
            token,
            new Grants.Access(
                opens.getString("account"),
                scopes(opens.getJsonArray("scopes")),
                opens.getBoolean("offline"),
                Instant.ofEpochMilli(opens.getJsonNumber("expiry").longValueExact())));
      }
      JsonObject more = json.getJsonObject("refresh");
      for (String token : more.keySet()) {
        JsonObject opens = more.getJsonObject(token);
        refresh.put(
            token,
            new Grants.Refresh(opens.getString("account"), scopes(opens.getJsonArray("scopes"))));
      }
      JsonObject people = json.getJsonObject("granted");
      people
          .keySet()
          .forEach(
              account -> granted.put(account, new TreeSet<>(scopes(people.getJsonArray(account)))));
    }
    return new Grants.Snapshot(access, refresh, granted);
  }

  private static List<GoogleScope> scopes(JsonArray urls) {
    List<GoogleScope> scopes = new ArrayList<>();
    for (JsonString url : urls.getValuesAs(JsonString.class)) {
      GoogleScope.find(url.getString()).ifPresent(scopes::add);
    }
    return scopes;
  }
}
