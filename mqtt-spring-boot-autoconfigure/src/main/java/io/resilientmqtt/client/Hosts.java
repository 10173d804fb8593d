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

package io.resilientmqtt.client;

import java.util.regex.Pattern;

/**
 * What can stand alone for a host: a name, an IPv4 or an IPv6 address. An IPv4 address
 * with a port has a colon too, and is none.
 */
final class Hosts {

	private static final Pattern NAME = Pattern.compile("[^/:\\[\\]\\s@,?#]+");

	private static final Pattern ZONE = Pattern.compile("%[^/:\\[\\]\\s]+$");

	private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");

	private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

	private static final Pattern PORT = Pattern.compile("[^/:\\[\\]\\s]+:\\d+");

	private static final int GROUPS = 8;

	private Hosts() {
	}

	/**
	 * Return whether a text is a host without scheme, port, path, brackets or spaces.
	 * @param text the text
	 * @return {@code true} if it is
	 */
	static boolean isHost(String text) {
		return NAME.matcher(text).matches() || isIpv6(ZONE.matcher(text).replaceFirst(""));
	}

	/**
	 * Return what to do about a text that is no host.
	 * @param text the text
	 * @return for example that the port has an option of its own
	 */
	static String remedy(String text) {
		return PORT.matcher(text).matches() ? "name the host alone, and set the option 'port' for the port"
				: "name the host alone, without scheme, port, path, brackets or spaces";
	}

	private static boolean isIpv6(String address) {
		int gap = address.indexOf("::");
		if (gap < 0) {
			return groups(address, true) == GROUPS;
		}
		int before = groups(address.substring(0, gap), false);
		int after = groups(address.substring(gap + 2), true);
		return before >= 0 && after >= 0 && before + after < GROUPS;
	}

	/**
	 * Count the groups of 16 bits.
	 * @param text the groups, may be none
	 * @param last whether the last two may be written as an IPv4 address
	 * @return how many, or a number below zero if it is something else
	 */
	private static int groups(String text, boolean last) {
		if (text.isEmpty()) {
			return 0;
		}
		String[] groups = text.split(":", -1);
		int count = groups.length;
		for (int i = 0; i < groups.length; i++) {
			if (last && i == groups.length - 1 && IPV4.matcher(groups[i]).matches()) {
				count++;
			}
			else if (!GROUP.matcher(groups[i]).matches()) {
				return -1;
			}
		}
		return count;
	}

}
