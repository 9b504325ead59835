// SPDX-License-Identifier: Apache-2.0
//! Empty: Cargo wants a target beside a pinned dependency.
