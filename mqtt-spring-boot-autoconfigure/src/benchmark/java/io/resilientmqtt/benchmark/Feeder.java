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

package io.resilientmqtt.benchmark;

/**
 * Publishes to Mosquitto, in a JVM of its own, for a client under test to receive: always
 * QoS 1 with 1,000 under way and always by the same client, so that what differs is the
 * receiver. What arrives with QoS 0 is because of the subscription.
 */
public final class Feeder {

	private Feeder() {
	}

	/**
	 * Publish until the process is ended.
	 * @param args the cell and the port
	 * @throws Exception if it fails
	 */
	public static void main(String[] args) throws Exception {
		Cell cell = Cell.valueOf(args[0]);
		EngineClient client = new EngineClient();
		client.connect(Integer.parseInt(args[1]));
		System.out.println("CONNECTED to " + args[1]);
		Thread publisher = new Thread(() -> publish(client, cell));
		publisher.setDaemon(true);
		publisher.start();
		// Ends with the driver, whatever becomes of that
		while (System.in.read() >= 0) {
			continue;
		}
		Runtime.getRuntime().halt(0);
	}

	private static void publish(EngineClient client, Cell cell) {
		byte[] payload = new byte[cell.size()];
		Window window = new Window(cell.count());
		Runnable done = window::done;
		while (true) {
			window.start();
			client.publish(cell.topic(), payload, 1, done);
		}
	}

}
