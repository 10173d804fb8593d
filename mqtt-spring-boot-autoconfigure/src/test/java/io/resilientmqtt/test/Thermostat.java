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

package io.resilientmqtt.test;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.resilientmqtt.annotation.MqttListener;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.SendTo;

/**
 * The application that the page on testing tests.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class Thermostat {

	final BlockingQueue<String> readings = new LinkedBlockingQueue<>();

	@MqttListener(topics = "sensors/{room}/temperature")
	@SendTo("heating/{room}")
	String onTemperature(Reading reading, @DestinationVariable String room) {
		this.readings.add(room + " " + reading.celsius());
		return (reading.celsius() < 19) ? "on" : "off";
	}

	record Reading(double celsius) {
	}

}
