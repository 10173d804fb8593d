/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.resilientmqtt.store;

import java.util.regex.Pattern;

import io.resilientmqtt.client.session.SessionStoreException;

/**
 * Makes messages of what databases say, without the secrets that drivers quote.
 */
final class FailureText {

	private static final Pattern PARAMETERS = Pattern
		.compile("(?i)\\b(pass\\w*|pwd|secret|token|user\\w*)\\s*=\\s*[^&;,\\s]*");

	/** Before the host, and as Oracle's driver has it: {@code :user/password@}. */
	private static final Pattern USER_INFO = Pattern.compile("(//|:(?=[^/:@\\s]+/[^/]))\\S*@");

	private FailureText() {
	}

	/**
	 * Make a message.
	 * @param location which store it is
	 * @param what what can't be done
	 * @param reason why
	 * @param remedy what to do about it
	 * @param cause what the database says; left out if it quotes a secret
	 * @return the exception
	 */
	static SessionStoreException failure(String location, String what, String reason, String remedy, Exception cause) {
		String message = "Store " + location + " can't be " + what + ": " + withoutSecrets(reason) + "; " + remedy;
		return new SessionStoreException(message, hasSecrets(cause) ? null : cause);
	}

	private static boolean hasSecrets(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			String text = String.valueOf(cause.getMessage());
			if (!withoutSecrets(text).equals(text)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return what a failure says.
	 * @param failure the failure
	 * @return its first line, or its kind if it says nothing
	 */
	static String words(Exception failure) {
		String message = failure.getMessage();
		return (message != null && !message.isBlank()) ? message.strip().lines().findFirst().orElse(message)
				: failure.getClass().getSimpleName();
	}

	/**
	 * Replace what may be secret.
	 * @param text a text that may have a JDBC URL in it
	 * @return the text without passwords and users
	 */
	static String withoutSecrets(String text) {
		return USER_INFO.matcher(PARAMETERS.matcher(text).replaceAll("$1=***")).replaceAll("$1***@");
	}

	/**
	 * Return a JDBC URL for people.
	 * @param url the URL
	 * @return the URL up to its parameters, without a user
	 */
	static String location(String url) {
		String base = url.split("[?;]", 2)[0];
		return withoutSecrets(base);
	}

}
