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

package io.resilientmqtt.message;

import org.jspecify.annotations.Nullable;

/**
 * Text from a peer as it is shown to people: in one line, at no great length. A topic, a
 * reason string or a property may hold line breaks, which would forge lines of a log,
 * control characters, which terminals obey, and 65535 bytes. Stateless.
 */
public final class Printable {

	/**
	 * Characters shown at most, besides the three dots that stand for the rest.
	 */
	public static final int MAX_LENGTH = 200;

	private Printable() {
	}

	/**
	 * Return what is fit for a line of a log or the message of an exception.
	 * @param value whatever its {@code toString} says is shown
	 * @return that text with a space for each character that is a line break, a control
	 * or format character or an unpaired surrogate; only the beginning followed by
	 * {@code ...} if it has more than {@value #MAX_LENGTH} characters
	 */
	public static String of(@Nullable Object value) {
		String text = String.valueOf(value);
		int length = Math.min(text.length(), MAX_LENGTH);
		if (length < text.length() && Character.isHighSurrogate(text.charAt(length - 1))) {
			length--;
		}
		StringBuilder line = null;
		for (int i = 0; i < length; i += Character.charCount(text.codePointAt(i))) {
			if (!isFit(text.codePointAt(i))) {
				line = (line != null) ? line : new StringBuilder(text).delete(length, text.length());
				line.setCharAt(i, ' ');
				if (Character.isSupplementaryCodePoint(text.codePointAt(i))) {
					line.setCharAt(i + 1, ' ');
				}
			}
		}
		String shown = (line != null) ? line.toString() : text.substring(0, length);
		return (length < text.length()) ? shown + "..." : shown;
	}

	private static boolean isFit(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE ->
				false;
			default -> true;
		};
	}

}
