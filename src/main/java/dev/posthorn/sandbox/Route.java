package dev.posthorn.sandbox;

import java.io.IOException;

/**
 * Answers one kind of request.
 *
 * <p>What must happen before and after every call (the check of the Host header, later the faults)
 * is a route that wraps another.
 */
@FunctionalInterface
interface Route {
  Response answer(Request request) throws IOException;
}
