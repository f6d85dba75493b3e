package dev.posthorn.auth;

import java.time.Instant;

/**
 * A bearer token and the moment it ends (RFC 6750).
 *
 * @param value the token, redacted in {@link #toString()}
 * @param expiry when the server stops taking it
 */
public record AccessToken(Secret value, Instant expiry) {}
