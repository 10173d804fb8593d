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

package io.resilientmqtt.client.netty.support;

/**
 * An interrupt that code of the application has left on a thread that is lent to it ends
 * with the call: whatever runs next there is not interrupted.
 */
public final class Interrupted {

	private Interrupted() {
	}

	/**
	 * Take an interrupt of the calling thread back. Costs the reading of a field.
	 */
	public static void clear() {
		boolean unused = Thread.interrupted();
	}

}
