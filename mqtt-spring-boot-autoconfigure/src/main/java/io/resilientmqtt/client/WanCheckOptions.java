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
 * The DNS exchange of {@link MqttClient#wanOk()} (behaviour S28).
 *
 * @param server the DNS server, over UDP
 * @param query the host name asked for, in ASCII: labels of 1 to 63 characters, 253 in
 * all
 */
public record WanCheckOptions(ServerAddress server, String query) {

	private static final Pattern HOST_NAME = Pattern.compile("(?=.{1,253}$)[!-~&&[^.]]{1,63}(\\.[!-~&&[^.]]{1,63})*");

	/**
	 * Ask 8.8.8.8 for {@code www.google.com}, as the reference driver does.
	 */
	public static final WanCheckOptions DEFAULT = new WanCheckOptions(new ServerAddress("8.8.8.8", 53),
			"www.google.com");

	public WanCheckOptions {
		Arguments.required("server", server);
		Arguments.required("query", query);
		if (!HOST_NAME.matcher(query).matches()) {
			throw new InvalidOptionException("wan-check.query", query,
					"name a host in ASCII, with labels of 1 to 63 characters");
		}
	}

}
