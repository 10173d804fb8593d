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

/**
 * When subscriptions are sent again after a reconnect (behaviour S11). Whatever it is,
 * what a session has of an earlier version of the application is ended if it shows: by
 * messages that no subscription of the client explains, or that come twice.
 */
public enum Resubscribe {

	/**
	 * When the session is lost, or for those the broker had not granted.
	 */
	AUTO,

	/**
	 * After every reconnect.
	 */
	ALWAYS

}
