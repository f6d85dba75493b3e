package dev.posthorn.cli;

import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code HTTPS_PROXY} and {@code NO_PROXY}, as curl knows them, told to the JVM. */
final class Proxies {
  private Proxies() {}

  /** Sets the JVM's proxy, once, before the first connection. */
  static void apply(Map<String, String> environment) throws Stop {
    String named = either(environment, "https_proxy", "HTTPS_PROXY");
    if (named.isEmpty()) {
      return;
    }
    URI proxy = parse(named);
    System.setProperty("https.proxyHost", proxy.getHost());
    System.setProperty(
        "https.proxyPort", String.valueOf(proxy.getPort() < 0 ? 8080 : proxy.getPort()));
    // Loopback never goes through a proxy, whatever NO_PROXY says.
    System.setProperty(
        "http.nonProxyHosts",
        "localhost|127.*|[::1]" + except(either(environment, "no_proxy", "NO_PROXY")));
    if (proxy.getRawUserInfo() != null) {
      logIn(proxy);
    }
  }

  private static URI parse(String named) throws Stop {
    try {
      URI proxy = new URI(named.contains("://") ? named : "http://" + named);
      if (proxy.getHost() != null) {
        return proxy;
      }
    } catch (URISyntaxException e) {
      // Its text may hold a password, so the exception goes no further.
    }
    throw new Stop(
        ExitCode.CONFIGURATION,
        "The proxy in HTTPS_PROXY is not a URL such as http://proxy.example:8080.",
        "Correct or unset HTTPS_PROXY.");
  }

  private static void logIn(URI proxy) {
    String[] parts = proxy.getRawUserInfo().split(":", 2);
    String user = URLDecoder.decode(parts[0], StandardCharsets.UTF_8);
    String password = parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
    System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    Authenticator.setDefault(
        new Authenticator() {
          @Override
          protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            boolean ours =
                getRequestorType() == RequestorType.PROXY
                    && proxy.getHost().equalsIgnoreCase(getRequestingHost());
            return ours ? new PasswordAuthentication(user, password.toCharArray()) : null;
          }
        });
  }

  private static String except(String hosts) {
    return Arrays.stream(hosts.split(","))
        .map(String::strip)
        .filter(host -> !host.isEmpty())
        .map(host -> host.startsWith(".") ? "*" + host : host + "|*." + host)
        .map(host -> "|" + host)
        .collect(Collectors.joining());
  }

  private static String either(Map<String, String> environment, String first, String second) {
    String value = environment.getOrDefault(first, "");
    return value.isEmpty() ? environment.getOrDefault(second, "") : value;
  }
}
