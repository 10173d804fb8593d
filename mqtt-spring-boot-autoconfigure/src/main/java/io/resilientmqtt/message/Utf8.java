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

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Rules for the UTF-8 Encoded String, which topics, names and the Client Identifier are
 * sent as [MQTT 5, 1.5.4].
 */
public final class Utf8 {

	/**
	 * Longest encoded string or binary value in bytes.
	 */
	public static final int MAX_LENGTH = 65535;

	private Utf8() {
	}

	/**
	 * Check that a string can be sent as a UTF-8 Encoded String.
	 * @param what what the string is, for the error
	 * @param value the string
	 * @return the same string
	 * @throws IllegalArgumentException if it has U+0000 [MQTT-1.5.4-2], an unpaired
	 * surrogate [MQTT-1.5.4-1] or more than 65535 encoded bytes
	 */
	public static String check(String what, String value) {
		String problem = problem(value);
		if (problem != null) {
			throw new IllegalArgumentException(what + " " + problem);
		}
		return value;
	}

	/**
	 * Return whether bytes are well-formed UTF-8.
	 * @param bytes the bytes, any number
	 * @return {@code true} if they can be decoded without loss
	 */
	static boolean isWellFormed(byte[] bytes) {
		CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
		ByteBuffer in = ByteBuffer.wrap(bytes);
		CharBuffer out = CharBuffer.allocate(Math.min(bytes.length + 1, 1024));
		CoderResult result;
		do {
			out.clear();
			result = decoder.decode(in, out, true);
		}
		while (result.isOverflow());
		return result.isUnderflow();
	}

	/**
	 * Return what keeps a string from being sent as a UTF-8 Encoded String.
	 * @param value the string
	 * @return the rest of a sentence about the string, without its characters, or
	 * {@code null} if it can be sent
	 */
	public static @Nullable String problem(String value) {
		int bytes = 0;
		int length = value.length();
		for (int i = 0; i < length; i++) {
			char c = value.charAt(i);
			if (c == 0) {
				return "has U+0000 at index " + i + "; remove it";
			}
			if (c < 0x80) {
				bytes++;
			}
			else if (c < 0x800) {
				bytes += 2;
			}
			else if (!Character.isSurrogate(c)) {
				bytes += 3;
			}
			else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(value.charAt(i + 1))) {
				bytes += 4;
				i++;
			}
			else {
				return "has an unpaired surrogate at index " + i + " and can't be encoded as UTF-8";
			}
		}
		return (bytes > MAX_LENGTH) ? "needs " + bytes + " bytes in UTF-8; MQTT allows at most " + MAX_LENGTH : null;
	}

}
