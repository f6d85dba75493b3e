package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** A program that talks HTTP with a sandbox; it shares no code with it but Parameters. */
final class Browserless {
  static final String REDIRECT = "http://127.0.0.1:49152/callback";
  static final String SEND = "https://www.googleapis.com/auth/gmail.send";
  static final String LABELS = "https://www.googleapis.com/auth/gmail.labels";
  static final String READONLY = "https://www.googleapis.com/auth/gmail.readonly";
  static final String METADATA = "https://www.googleapis.com/auth/gmail.metadata";
  static final String COMPOSE = "https://www.googleapis.com/auth/gmail.compose";
  static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI root;
  private final JsonObject installed;

  Browserless(Sandbox sandbox) {
    this.root = sandbox.root();
    this.installed = json(sandbox.credentialsJson()).getJsonObject("installed");
  }

  static JsonObject json(String text) {
    return Json.createReader(new StringReader(text)).readObject();
  }

  static JsonObject json(HttpResponse<String> answer) {
    return json(answer.body());
  }

  String clientId() {
    return installed.getString("client_id");
  }

  String clientSecret() {
    return installed.getString("client_secret");
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(root.resolve(path));
  }

  HttpResponse<String> get(String path) {
    return send(to(path).build());
  }

  HttpResponse<String> get(String path, String token) {
    return send(to(path).header("Authorization", "Bearer " + token).build());
  }

  HttpResponse<String> post(String path, Map<String, String> form) {
    return send(
        to(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(Parameters.encode(form)))
            .build());
  }

  /** The query of an ordinary login; a test changes what it is about. */
  Map<String, String> login(String scopes) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("client_id", clientId());
    query.put("redirect_uri", REDIRECT);
    query.put("response_type", "code");
    query.put("scope", scopes);
    query.put("state", "state 1&2");
    query.put("access_type", "offline");
    query.put("prompt", "consent");
    query.put("code_challenge", CHALLENGE);
    query.put("code_challenge_method", "S256");
    return query;
  }

  HttpResponse<String> authorize(Map<String, String> query) {
    return get("/o/oauth2/v2/auth?" + Parameters.encode(query));
  }

  static String ticket(HttpResponse<String> page) {
    return page.body().replaceFirst("(?s).*name=\"ticket\" value=\"([^\"]+)\".*", "$1");
  }

  /** The parameters that an answer sends back to the program. */
  static Parameters redirected(HttpResponse<String> answer) {
    String location = answer.headers().firstValue("Location").orElseThrow();
    return Parameters.parse(location.substring(location.indexOf('?') + 1));
  }

  /** Opens the consent page, ticks everything and presses Allow. */
  String code(String account, Map<String, String> query) {
    HttpResponse<String> page = authorize(query);
    StringBuilder form = new StringBuilder();
    form.append(
        Parameters.encode(Map.of("ticket", ticket(page), "account", account, "decision", "allow")));
    for (String scope : query.get("scope").split(" ", -1)) {
      form.append("&").append(Parameters.encode(Map.of("scope", scope)));
    }
    HttpResponse<String> answer =
        send(
            to("/o/oauth2/v2/auth")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form.toString()))
                .build());
    return redirected(answer).first("code").orElseThrow();
  }

  Map<String, String> exchange(String code) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", REDIRECT);
    form.put("client_id", clientId());
    form.put("client_secret", clientSecret());
    form.put("code_verifier", VERIFIER);
    return form;
  }

  Map<String, String> refresh(String refreshToken) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "refresh_token");
    form.put("refresh_token", refreshToken);
    form.put("client_id", clientId());
    form.put("client_secret", clientSecret());
    return form;
  }

  /** A whole login: the token endpoint's answer. */
  JsonObject tokens(String account, String scopes) {
    return json(post("/token", exchange(code(account, login(scopes)))));
  }

  String accessToken(String account, String scopes) {
    return tokens(account, scopes).getString("access_token");
  }

  HttpResponse<String> postJson(String path, String token, String body) {
    return send(
        to(path)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  HttpResponse<String> sendMail(String token, String mail) {
    return sendMail(token, mail.getBytes(UTF_8), "");
  }

  HttpResponse<String> sendMail(String token, byte[] mail, String threadId) {
    String raw = Base64.getUrlEncoder().encodeToString(mail);
    String thread = threadId.isEmpty() ? "" : ",\"threadId\":\"" + threadId + "\"";
    return postJson(
        "/gmail/v1/users/me/messages/send", token, "{\"raw\":\"" + raw + "\"" + thread + "}");
  }

  static JsonObject error(HttpResponse<String> answer) {
    return json(answer).getJsonObject("error");
  }

  static String reason(HttpResponse<String> answer) {
    return error(answer).getJsonArray("errors").getJsonObject(0).getString("reason");
  }
}
