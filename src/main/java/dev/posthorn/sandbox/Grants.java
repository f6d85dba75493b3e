package dev.posthorn.sandbox;

import static java.util.stream.Collectors.toUnmodifiableList;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Who granted what: codes, access tokens and refresh tokens.
 *
 * <p>A code ends after ten minutes or one use (RFC 6749 §4.1.2). The 101st refresh token of an
 * account silently ends the oldest. Revoking any token ends the account's whole grant.
 *
 * <p>Thread-safe.
 */
final class Grants {
  private static final Duration CODE_LIFE = Duration.ofMinutes(10);
  private static final int REFRESH_TOKENS = 100;

  /** What a code stands for. */
  record Consent(AuthorizationRequest request, String account, List<GoogleScope> scopes) {
    Consent {
      scopes = List.copyOf(scopes);
    }
  }

  /** What an access token opens, and until when. */
  record Access(String account, List<GoogleScope> scopes, boolean offline, Instant expiry) {
    Access {
      scopes = List.copyOf(scopes);
    }
  }

  /** What the token endpoint hands out; an empty refresh token is none. */
  record Tokens(String accessToken, String refreshToken, Access access) {
    @Override
    public String toString() {
      return "Tokens[" + access.account() + "]";
    }
  }

  private record PendingCode(Consent consent, Instant expiry) {}

  /** What a refresh token opens, for ever. */
  record Refresh(String account, List<GoogleScope> scopes) {
    Refresh {
      scopes = List.copyOf(scopes);
    }
  }

  /** Everything but the codes. */
  record Snapshot(
      Map<String, Access> access,
      Map<String, Refresh> refresh,
      Map<String, TreeSet<GoogleScope>> granted) {}

  private final Clock clock;
  private final Duration tokenLifetime;
  private final Randomness randomness;
  private final Map<String, PendingCode> codes = new LinkedHashMap<>();
  private final Map<String, Access> accessTokens;
  private final Map<String, Refresh> refreshTokens;
  private final Map<String, TreeSet<GoogleScope>> granted;
  private Consumer<Snapshot> keeper = any -> {};

  Grants(Clock clock, Duration tokenLifetime, Randomness randomness, Snapshot before) {
    this.clock = clock;
    this.tokenLifetime = tokenLifetime;
    this.randomness = randomness;
    this.accessTokens = new LinkedHashMap<>(before.access());
    this.refreshTokens = new LinkedHashMap<>(before.refresh());
    this.granted = new TreeMap<>(before.granted());
  }

  /** Lets somebody know of every change, with all that there is. */
  synchronized void keep(Consumer<Snapshot> keeper) {
    this.keeper = keeper;
  }

  private void changed() {
    keeper.accept(new Snapshot(accessTokens, refreshTokens, granted));
  }

  Duration tokenLifetime() {
    return tokenLifetime;
  }

  synchronized String issueCode(Consent consent) {
    codes.values().removeIf(pending -> !clock.instant().isBefore(pending.expiry()));
    String code = randomness.code();
    codes.put(code, new PendingCode(consent, clock.instant().plus(CODE_LIFE)));
    return code;
  }

  /** Takes a code out: whoever comes second, or too late, gets nothing. */
  synchronized Optional<Consent> redeem(String code) {
    return Optional.ofNullable(codes.remove(code))
        .filter(pending -> clock.instant().isBefore(pending.expiry()))
        .map(PendingCode::consent);
  }

  /** Everything the account granted so far. */
  synchronized List<GoogleScope> granted(String account) {
    return List.copyOf(granted.getOrDefault(account, new TreeSet<>()));
  }

  /** The first tokens after a consent. */
  synchronized Tokens issue(Consent consent) {
    AuthorizationRequest request = consent.request();
    boolean first = !granted.containsKey(consent.account());
    granted.computeIfAbsent(consent.account(), any -> new TreeSet<>()).addAll(consent.scopes());
    String refreshToken = "";
    if (request.offline() && (first || request.prompts().contains("consent"))) {
      refreshToken = randomness.refreshToken();
      refreshTokens.put(refreshToken, new Refresh(consent.account(), consent.scopes()));
      forgetOldest(consent.account());
    }
    return newAccess(consent.account(), consent.scopes(), request.offline(), refreshToken);
  }

  private void forgetOldest(String account) {
    List<String> mine =
        refreshTokens.entrySet().stream()
            .filter(entry -> entry.getValue().account().equals(account))
            .map(Map.Entry::getKey)
            .collect(toUnmodifiableList());
    mine.subList(0, Math.max(0, mine.size() - REFRESH_TOKENS)).forEach(refreshTokens::remove);
  }

  /** A new access token for a refresh token, which stays as it is. */
  synchronized Optional<Tokens> refresh(String refreshToken) {
    return Optional.ofNullable(refreshTokens.get(refreshToken))
        .map(refresh -> newAccess(refresh.account(), refresh.scopes(), true, ""));
  }

  private Tokens newAccess(
      String account, List<GoogleScope> scopes, boolean offline, String refreshToken) {
    Instant now = clock.instant();
    accessTokens.values().removeIf(old -> old.expiry().plus(CODE_LIFE).isBefore(now));
    Access access = new Access(account, scopes, offline, now.plus(tokenLifetime));
    String token = randomness.accessToken();
    accessTokens.put(token, access);
    changed();
    return new Tokens(token, refreshToken, access);
  }

  /** What a token opens, also when it has expired not long ago. */
  synchronized Optional<Access> access(String token) {
    return Optional.ofNullable(accessTokens.get(token));
  }

  boolean alive(Access access) {
    return clock.instant().isBefore(access.expiry());
  }

  /** Ends everything of the account that the token belongs to; false when it belongs to nobody. */
  synchronized boolean revoke(String token) {
    Optional<String> owner =
        Optional.ofNullable(accessTokens.get(token))
            .map(Access::account)
            .or(() -> Optional.ofNullable(refreshTokens.get(token)).map(Refresh::account));
    owner.ifPresent(
        account -> {
          accessTokens.values().removeIf(access -> access.account().equals(account));
          refreshTokens.values().removeIf(refresh -> refresh.account().equals(account));
          codes.values().removeIf(pending -> pending.consent().account().equals(account));
          granted.remove(account);
          changed();
        });
    return owner.isPresent();
  }

  /** The scopes as one text, as they travel. */
  static String join(List<GoogleScope> scopes) {
    List<String> urls = new ArrayList<>();
    scopes.forEach(scope -> urls.add(scope.url()));
    return String.join(" ", urls);
  }

  /** The scopes of both lists, each once, in a fixed order. */
  static List<GoogleScope> union(List<GoogleScope> some, List<GoogleScope> others) {
    TreeSet<GoogleScope> all = new TreeSet<>(some);
    all.addAll(others);
    return List.copyOf(all);
  }
}
