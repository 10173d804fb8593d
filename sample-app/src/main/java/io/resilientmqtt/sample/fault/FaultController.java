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

package io.resilientmqtt.sample.fault;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The buttons that rehearse faults. Only the embedded broker can have them: another one
 * belongs to others, too.
 */
@RestController
class FaultController {

	private final ObjectProvider<FaultRehearsal> rehearsal;

	FaultController(ObjectProvider<FaultRehearsal> rehearsal) {
		this.rehearsal = rehearsal;
	}

	@PostMapping("/broker/{action}")
	String act(@PathVariable String action) {
		FaultRehearsal rehearsal = this.rehearsal.getIfAvailable();
		if (rehearsal == null) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND,
					"There is no embedded broker; mqtt.embedded.enabled is false");
		}
		return switch (action) {
			case "stop" -> rehearsal.stop();
			case "start" -> rehearsal.start();
			case "freeze" -> rehearsal.freeze();
			case "slow" -> rehearsal.slow();
			case "cut" -> rehearsal.cut();
			case "refuse" -> rehearsal.refuse();
			case "take-over" -> rehearsal.takeOver();
			case "heal" -> rehearsal.heal();
			default -> throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no action '" + action
					+ "'; use stop, start, freeze, slow, cut, refuse, take-over or heal");
		};
	}

	@ExceptionHandler
	ResponseEntity<String> notPossible(ResponseStatusException ex) {
		return ResponseEntity.status(ex.getStatusCode()).contentType(MediaType.TEXT_PLAIN).body(ex.getReason() + "\n");
	}

}
