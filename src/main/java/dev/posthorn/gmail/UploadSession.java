package dev.posthorn.gmail;

import dev.posthorn.auth.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The handle of a resumable upload that was begun: an address at which the server keeps, for about
 * a week, what it has of one message.
 *
 * <p>Immutable and thread-safe. Whoever holds the address can write to the session, so it is a
 * secret: nothing but {@link #handle()} gives it out.
 *
 * <p>A handle, as it may be journalled, is {@code LENGTH SP URI}: the length of the whole message
 * in decimal, a blank, and the session's absolute address.
 *
 * @param address the session's absolute URI
 * @param total how many bytes the message has
 * @see <a href="https://developers.google.com/workspace/gmail/api/guides/uploads#resumable">Gmail:
 *     resumable upload</a>
 */
record UploadSession(Secret address, long total) {
  /** Longer than any word of the path or the query that Google documents. */
  private static final Pattern OPAQUE = Pattern.compile("(?<=[/=])[^/=?&]{12,}");

  /** The address, and the opaque parts of it, which a text may name alone. */
  Stream<Secret> secrets() {
    URI uri = URI.create(address.value());
    String said = uri.getRawPath() + "?" + uri.getRawQuery(); // The host is in many a good message.
    return Stream.concat(
        Stream.of(address), OPAQUE.matcher(said).results().map(part -> Secret.of(part.group())));
  }

  /** What to journal before the first byte goes out. */
  Secret handle() {
    return Secret.of(total + " " + address.value());
  }

  /**
   * Takes up a handle of earlier, with the same distrust as a fresh one.
   *
   * @return empty when it is no handle, or not one of the API at that root
   */
  static Optional<UploadSession> parse(Secret handle, URI root) {
    String[] parts = handle.value().split(" ", 2);
    if (parts.length != 2 || !parts[0].matches("[1-9][0-9]{0,17}")) {
      return Optional.empty();
    }
    return at(root, root, Secret.of(parts[1]), Long.parseLong(parts[0]));
  }

  /**
   * Takes a session from the answer that began it.
   *
   * @param root the API's root, with a slash at its end
   * @param request where the answer came from; a relative Location is meant from there (RFC 9110
   *     §10.2.2)
   * @param location the Location header; null when there was none
   * @return empty when it leads to another scheme, host or port, or elsewhere than below the root's
   *     {@code upload/}: the token and the mail would go there
   */
  static Optional<UploadSession> at(URI root, URI request, @Nullable Secret location, long total) {
    if (location == null) {
      return Optional.empty();
    }
    try {
      URI address = request.resolve(new URI(location.value()));
      return isBelow(root, address)
          ? Optional.of(new UploadSession(Secret.of(address.toString()), total))
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty(); // Its message would say the secret.
    }
  }

  private static boolean isBelow(URI root, URI address) {
    String path = Optional.ofNullable(address.getRawPath()).orElse("");
    String plain = path.toLowerCase(Locale.ROOT).replace("%2e", ".");
    boolean climbs =
        (plain + "/").contains("/../") || plain.contains("\\") || plain.contains("%2f");
    return origin(address).equals(origin(root))
        && address.getRawUserInfo() == null
        && address.getRawFragment() == null
        && path.startsWith(root.getRawPath() + "upload/")
        && !climbs;
  }

  private static String origin(URI uri) {
    String scheme = lower(uri.getScheme());
    int usual = scheme.equals("https") ? 443 : 80;
    int port = uri.getPort() < 0 ? usual : uri.getPort();
    return scheme + "://" + lower(uri.getHost()) + ":" + port;
  }

  private static String lower(@Nullable String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }
}
