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

package io.resilientmqtt.reliability;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.messaging.MqttTemplate;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/**
 * An application with a store that is killed: it says which messages are safe, or which
 * it has handled.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class KilledApplication {

	public static void main(String[] args) {
		SpringApplication.run(KilledApplication.class, args);
	}

	@Configuration(proxyBeanMethods = false)
	@Profile("publisher")
	static class Publisher {

		/** About 500 messages a second. */
		private static final long PAUSE = 2;

		@Bean
		ApplicationRunner publish(MqttTemplate template, @Value("${first}") int first) {
			return (arguments) -> {
				Semaphore room = new Semaphore(1000);
				for (int number = first;; number++) {
					int each = number;
					QoS qos = (number % 2 == 0) ? QoS.EXACTLY_ONCE : QoS.AT_LEAST_ONCE;
					room.acquire();
					template.store("flow/" + qos.value(), String.valueOf(number), qos, false, PublishProperties.NONE)
						.whenComplete((safe, failure) -> {
							room.release();
							System.out.println((failure != null) ? "FAILED " + each + " " + failure : "SAFE " + each);
						});
					Thread.sleep(PAUSE);
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Profile("subscriber")
	static class Subscriber {

		@MqttListener(topics = "in", qos = 2)
		void on(byte[] payload) {
			System.out.println("HANDLED " + new String(payload, StandardCharsets.UTF_8));
		}

	}

}
