//! SHA-256 (FIPS 180-4) for identities. These are needed in the middle of a decision, where WebCrypto's promise would
//! come too late. Small rather than fast; the bytes of secrets that it has read are wiped.

use zeroize::Zeroize;

/// The length of a digest in bytes.
pub const DIGEST_BYTES: usize = 32;
const BLOCK_BYTES: usize = 64;
const LENGTH_BYTES: usize = 8;

/// FIPS 180-4 §5.3.3.
const START: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// FIPS 180-4 §4.2.2.
#[rustfmt::skip]
static ROUNDS: [u32; BLOCK_BYTES] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
];

/// A digest that is built up from added bytes.
pub struct Sha256 {
    state: [u32; 8],
    block: [u8; BLOCK_BYTES],
    length: u64,
}

impl Sha256 {
    /// The digest of no bytes yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            state: START,
            block: [0; BLOCK_BYTES],
            length: 0,
        }
    }

    /// Adds bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let at = self.length as usize % BLOCK_BYTES;
            self.block[at] = *byte;
            self.length += 1;
            if at == BLOCK_BYTES - 1 {
                self.compress();
            }
        }
    }

    /// The digest of all added bytes.
    #[must_use]
    pub fn finish(mut self) -> [u8; DIGEST_BYTES] {
        let bits = (self.length * 8).to_be_bytes();
        self.add(&[0x80]);
        while self.length as usize % BLOCK_BYTES != BLOCK_BYTES - LENGTH_BYTES {
            self.add(&[0]);
        }
        self.add(&bits);
        let mut digest = [0; DIGEST_BYTES];
        for (bytes, word) in digest.chunks_exact_mut(4).zip(self.state) {
            bytes.copy_from_slice(&word.to_be_bytes());
        }
        digest
    }

    /// FIPS 180-4 §6.2.2, keeping only the last sixteen words of the message schedule.
    fn compress(&mut self) {
        let mut words = [0u32; 16];
        for (word, bytes) in words.iter_mut().zip(self.block.chunks_exact(4)) {
            *word = bytes
                .iter()
                .fold(0, |word, byte| word << 8 | u32::from(*byte));
        }
        let mut s = self.state;
        for (round, constant) in ROUNDS.iter().enumerate() {
            let word = words[round % 16];
            let one = s[4].rotate_right(6) ^ s[4].rotate_right(11) ^ s[4].rotate_right(25);
            let choice = (s[4] & s[5]) ^ (!s[4] & s[6]);
            let first = s[7]
                .wrapping_add(one)
                .wrapping_add(choice)
                .wrapping_add(*constant)
                .wrapping_add(word);
            let zero = s[0].rotate_right(2) ^ s[0].rotate_right(13) ^ s[0].rotate_right(22);
            let majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
            s.rotate_right(1);
            s[4] = s[4].wrapping_add(first);
            s[0] = first.wrapping_add(zero).wrapping_add(majority);
            let (next, before) = (words[(round + 1) % 16], words[(round + 14) % 16]);
            let low = next.rotate_right(7) ^ next.rotate_right(18) ^ next >> 3;
            let high = before.rotate_right(17) ^ before.rotate_right(19) ^ before >> 10;
            words[round % 16] = word
                .wrapping_add(low)
                .wrapping_add(words[(round + 9) % 16])
                .wrapping_add(high);
        }
        for (state, word) in self.state.iter_mut().zip(s) {
            *state = state.wrapping_add(word);
        }
        words.zeroize();
    }
}

impl Default for Sha256 {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Sha256 {
    fn drop(&mut self) {
        self.block.zeroize();
    }
}

impl std::fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sha256")
    }
}
