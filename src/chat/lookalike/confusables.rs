//! Characters that look like others, each with its prototype: `confusables.txt` of UTS #39.
//!
//! Made by `cargo run --example confusables`; a test compares it with `unicode-security`.

/// The characters beyond ASCII, in order.
#[rustfmt::skip]
pub(super) static CHARACTERS: [u32; 6702] = [
    0xa0, 0xa1, 0xa2, 0xa5, 0xa6, 0xaf, 0xb2, 0xb4, 0xb5, 0xb8, 0xb9, 0xba,
    0xbc, 0xbd, 0xbe, 0xc6, 0xd0, 0xd7, 0xd8, 0xe6, 0xf0, 0xf8, 0xfe, 0x110,
    0x111, 0x126, 0x127, 0x131, 0x132, 0x133, 0x13f, 0x140, 0x141, 0x142, 0x149, 0x14b,
    0x152, 0x153, 0x166, 0x167, 0x17f, 0x180, 0x181, 0x182, 0x183, 0x184, 0x187, 0x189,
    0x18a, 0x18b, 0x18c, 0x18d, 0x191, 0x192, 0x193, 0x196, 0x197, 0x198, 0x199, 0x19a,
    0x19b, 0x19d, 0x19e, 0x19f, 0x1a4, 0x1a5, 0x1a6, 0x1a7, 0x1ab, 0x1ac, 0x1ad, 0x1ae,
    0x1b3, 0x1b4, 0x1b5, 0x1b6, 0x1b7, 0x1bb, 0x1bc, 0x1bd, 0x1bf, 0x1c0, 0x1c1, 0x1c3,
    0x1c4, 0x1c5, 0x1c6, 0x1c7, 0x1c8, 0x1c9, 0x1ca, 0x1cb, 0x1cc, 0x1e4, 0x1e5, 0x1f1,
    0x1f2, 0x1f3, 0x21c, 0x222, 0x223, 0x224, 0x225, 0x237, 0x239, 0x23c, 0x23e, 0x241,
    0x244, 0x246, 0x247, 0x248, 0x249, 0x24c, 0x24d, 0x24e, 0x24f, 0x251, 0x253, 0x256,
    0x257, 0x259, 0x25a, 0x25b, 0x25f, 0x260, 0x261, 0x263, 0x266, 0x268, 0x269, 0x26a,
    0x26b, 0x26d, 0x26e, 0x26f, 0x271, 0x272, 0x273, 0x275, 0x276, 0x279, 0x27c, 0x27d,
    0x282, 0x284, 0x28b, 0x28f, 0x290, 0x292, 0x294, 0x295, 0x2a0, 0x2a3, 0x2a4, 0x2a5,
    0x2a6, 0x2a7, 0x2a8, 0x2a9, 0x2aa, 0x2ab, 0x2b2, 0x2b3, 0x2b8, 0x2b9, 0x2ba, 0x2bb,
    0x2bc, 0x2bd, 0x2be, 0x2bf, 0x2c2, 0x2c3, 0x2c4, 0x2c6, 0x2c8, 0x2ca, 0x2cb, 0x2d0,
    0x2d1, 0x2d3, 0x2d7, 0x2d8, 0x2d9, 0x2da, 0x2dc, 0x2dd, 0x2e1, 0x2e2, 0x2e3, 0x2e4,
    0x2ed, 0x2ee, 0x2f4, 0x2f6, 0x2f8, 0x2fb, 0x305, 0x309, 0x30b, 0x30c, 0x30d, 0x310,
    0x311, 0x315, 0x317, 0x31a, 0x320, 0x321, 0x322, 0x327, 0x32e, 0x336, 0x337, 0x339,
    0x342, 0x345, 0x347, 0x348, 0x357, 0x358, 0x365, 0x366, 0x36e, 0x370, 0x375, 0x376,
    0x377, 0x37a, 0x37b, 0x37d, 0x37f, 0x384, 0x391, 0x392, 0x395, 0x396, 0x397, 0x398,
    0x399, 0x39a, 0x39b, 0x39c, 0x39d, 0x39f, 0x3a1, 0x3a3, 0x3a4, 0x3a5, 0x3a7, 0x3b1,
    0x3b2, 0x3b3, 0x3b4, 0x3b5, 0x3b7, 0x3b8, 0x3b9, 0x3ba, 0x3bd, 0x3bf, 0x3c1, 0x3c3,
    0x3c4, 0x3c5, 0x3c6, 0x3d0, 0x3d1, 0x3d2, 0x3d5, 0x3d6, 0x3db, 0x3dc, 0x3e4, 0x3e5,
    0x3e8, 0x3e9, 0x3ec, 0x3ed, 0x3f0, 0x3f1, 0x3f2, 0x3f3, 0x3f4, 0x3f5, 0x3f7, 0x3f8,
    0x3f9, 0x3fa, 0x3fd, 0x3ff, 0x404, 0x405, 0x406, 0x408, 0x410, 0x411, 0x412, 0x413,
    0x415, 0x417, 0x41a, 0x41b, 0x41c, 0x41d, 0x41e, 0x41f, 0x420, 0x421, 0x422, 0x423,
    0x424, 0x425, 0x42b, 0x42c, 0x42e, 0x430, 0x431, 0x432, 0x433, 0x435, 0x437, 0x438,
    0x43a, 0x43c, 0x43d, 0x43e, 0x43f, 0x440, 0x441, 0x442, 0x443, 0x444, 0x445, 0x448,
    0x44a, 0x44b, 0x44c, 0x44f, 0x454, 0x455, 0x456, 0x458, 0x45b, 0x45f, 0x461, 0x462,
    0x463, 0x470, 0x471, 0x472, 0x473, 0x474, 0x475, 0x478, 0x479, 0x47c, 0x47d, 0x48a,
    0x48b, 0x48c, 0x48d, 0x490, 0x491, 0x492, 0x493, 0x496, 0x497, 0x498, 0x499, 0x49a,
    0x49b, 0x49e, 0x49f, 0x4a2, 0x4a3, 0x4aa, 0x4ab, 0x4ac, 0x4ad, 0x4ae, 0x4af, 0x4b0,
    0x4b1, 0x4b2, 0x4ba, 0x4bb, 0x4bd, 0x4be, 0x4bf, 0x4c0, 0x4c5, 0x4c6, 0x4c7, 0x4c8,
    0x4c9, 0x4ca, 0x4cb, 0x4cc, 0x4cd, 0x4ce, 0x4cf, 0x4d4, 0x4d5, 0x4d8, 0x4d9, 0x4e0,
    0x4e1, 0x4e8, 0x4e9, 0x501, 0x50a, 0x50c, 0x50d, 0x510, 0x511, 0x51a, 0x51b, 0x51c,
    0x51d, 0x53b, 0x544, 0x545, 0x54a, 0x54c, 0x54d, 0x54f, 0x553, 0x555, 0x55a, 0x55b,
    0x55d, 0x560, 0x561, 0x563, 0x566, 0x56e, 0x570, 0x572, 0x575, 0x578, 0x57a, 0x57c,
    0x57d, 0x581, 0x582, 0x584, 0x585, 0x586, 0x587, 0x589, 0x59c, 0x59d, 0x5a4, 0x5a8,
    0x5ad, 0x5ae, 0x5af, 0x5b0, 0x5b4, 0x5b9, 0x5ba, 0x5bc, 0x5c0, 0x5c1, 0x5c2, 0x5c3,
    0x5c4, 0x5c5, 0x5d5, 0x5d8, 0x5d9, 0x5df, 0x5e1, 0x5f0, 0x5f1, 0x5f2, 0x5f3, 0x5f4,
    0x609, 0x60a, 0x60d, 0x60f, 0x618, 0x619, 0x61a, 0x627, 0x629, 0x62b, 0x634, 0x63d,
    0x63f, 0x640, 0x647, 0x64a, 0x64b, 0x64e, 0x64f, 0x651, 0x652, 0x653, 0x656, 0x657,
    0x658, 0x659, 0x65a, 0x65b, 0x65c, 0x65d, 0x65f, 0x660, 0x661, 0x665, 0x667, 0x668,
    0x66a, 0x66b, 0x66c, 0x66d, 0x66e, 0x66f, 0x670, 0x672, 0x673, 0x675, 0x676, 0x677,
    0x678, 0x679, 0x67a, 0x67e, 0x681, 0x685, 0x688, 0x68b, 0x68e, 0x68f, 0x691, 0x692,
    0x698, 0x69e, 0x69f, 0x6a4, 0x6a7, 0x6a8, 0x6a9, 0x6aa, 0x6ad, 0x6b4, 0x6b5, 0x6b7,
    0x6ba, 0x6bb, 0x6bd, 0x6be, 0x6c1, 0x6c3, 0x6c4, 0x6c6, 0x6c7, 0x6c8, 0x6c9, 0x6cb,
    0x6cc, 0x6ce, 0x6d0, 0x6d1, 0x6d2, 0x6d4, 0x6d5, 0x6df, 0x6e8, 0x6ec, 0x6ee, 0x6ef,
    0x6f0, 0x6f1, 0x6f2, 0x6f3, 0x6f4, 0x6f5, 0x6f6, 0x6f7, 0x6f8, 0x6f9, 0x6fd, 0x6fe,
    0x6ff, 0x701, 0x702, 0x703, 0x704, 0x73c, 0x740, 0x741, 0x742, 0x747, 0x751, 0x752,
    0x756, 0x762, 0x763, 0x767, 0x768, 0x769, 0x76c, 0x771, 0x772, 0x77e, 0x7a6, 0x7a7,
    0x7a8, 0x7a9, 0x7aa, 0x7ab, 0x7ad, 0x7ae, 0x7b0, 0x7c0, 0x7ca, 0x7cb, 0x7cc, 0x7d3,
    0x7d5, 0x7e0, 0x7e1, 0x7eb, 0x7ed, 0x7ee, 0x7f2, 0x7f3, 0x7f4, 0x7f5, 0x7fa, 0x81b,
    0x82c, 0x830, 0x831, 0x840, 0x84f, 0x858, 0x85a, 0x85b, 0x861, 0x867, 0x88f, 0x8a1,
    0x8a4, 0x8a7, 0x8a8, 0x8a9, 0x8ae, 0x8af, 0x8b0, 0x8b1, 0x8b2, 0x8b6, 0x8b7, 0x8b9,
    0x8ba, 0x8bb, 0x8bc, 0x8bd, 0x8be, 0x8bf, 0x8c0, 0x8c1, 0x8c2, 0x8e5, 0x8e8, 0x8ea,
    0x8eb, 0x8ed, 0x8ee, 0x8f0, 0x8f1, 0x8f2, 0x8f3, 0x8f8, 0x8f9, 0x8fa, 0x8ff, 0x900,
    0x901, 0x902, 0x903, 0x904, 0x906, 0x908, 0x90d, 0x90e, 0x910, 0x911, 0x912, 0x913,
    0x914, 0x92f, 0x93b, 0x93c, 0x93e, 0x93f, 0x945, 0x947, 0x949, 0x952, 0x953, 0x954,
    0x956, 0x957, 0x964, 0x965, 0x966, 0x967, 0x969, 0x970, 0x972, 0x973, 0x974, 0x975,
    0x97b, 0x97c, 0x97d, 0x97e, 0x97f, 0x981, 0x986, 0x9bc, 0x9e0, 0x9e1, 0x9e6, 0x9ea,
    0x9ed, 0x9f0, 0x9fd, 0xa02, 0xa03, 0xa06, 0xa07, 0xa08, 0xa09, 0xa0a, 0xa0f, 0xa10,
    0xa14, 0xa15, 0xa1c, 0xa1f, 0xa20, 0xa24, 0xa27, 0xa2b, 0xa2e, 0xa35, 0xa38, 0xa3c,
    0xa3f, 0xa41, 0xa42, 0xa47, 0xa48, 0xa4b, 0xa4d, 0xa66, 0xa67, 0xa6a, 0xa72, 0xa76,
    0xa81, 0xa82, 0xa83, 0xa86, 0xa8d, 0xa8f, 0xa90, 0xa91, 0xa93, 0xa94, 0xaaa, 0xab0,
    0xabc, 0xabd, 0xac1, 0xac2, 0xacd, 0xae6, 0xae8, 0xae9, 0xaea, 0xaeb, 0xaee, 0xaf0,
    0xb01, 0xb03, 0xb06, 0xb20, 0xb3c, 0xb53, 0xb54, 0xb66, 0xb68, 0xb82, 0xb8a, 0xb9c,
    0xbaa, 0xbb0, 0xbb8, 0xbbe, 0xbc8, 0xbcd, 0xbd7, 0xbe6, 0xbe7, 0xbe8, 0xbea, 0xbeb,
    0xbec, 0xbed, 0xbee, 0xbf0, 0xbf2, 0xbf4, 0xbf5, 0xbf7, 0xbf8, 0xbfa, 0xc00, 0xc02,
    0xc03, 0xc04, 0xc13, 0xc14, 0xc16, 0xc20, 0xc22, 0xc25, 0xc2d, 0xc2e, 0xc37, 0xc39,
    0xc42, 0xc44, 0xc60, 0xc61, 0xc66, 0xc81, 0xc82, 0xc83, 0xc85, 0xc86, 0xc87, 0xc90,
    0xc92, 0xc93, 0xc94, 0xc97, 0xc9c, 0xc9d, 0xc9e, 0xc9f, 0xca3, 0xca6, 0xca8, 0xcaf,
    0xcb0, 0xcb1, 0xcb2, 0xcb3, 0xcbf, 0xcc1, 0xcc3, 0xcdc, 0xce1, 0xce6, 0xce7, 0xce8,
    0xcef, 0xd00, 0xd01, 0xd02, 0xd03, 0xd08, 0xd09, 0xd0a, 0xd0c, 0xd10, 0xd13, 0xd14,
    0xd16, 0xd19, 0xd1c, 0xd1f, 0xd20, 0xd23, 0xd25, 0xd31, 0xd34, 0xd36, 0xd3a, 0xd3f,
    0xd40, 0xd42, 0xd43, 0xd46, 0xd47, 0xd48, 0xd4e, 0xd5a, 0xd5f, 0xd61, 0xd66, 0xd6a,
    0xd6b, 0xd6c, 0xd6d, 0xd6e, 0xd6f, 0xd76, 0xd79, 0xd7a, 0xd7b, 0xd7c, 0xd7d, 0xd7e,
    0xd82, 0xd83, 0xd8d, 0xd92, 0xd93, 0xdb5, 0xdb6, 0xdb9, 0xdc0, 0xdc4, 0xddb, 0xde9,
    0xdea, 0xdeb, 0xdef, 0xdf2, 0xe03, 0xe0b, 0xe0f, 0xe14, 0xe15, 0xe17, 0xe21, 0xe26,
    0xe29, 0xe33, 0xe3a, 0xe41, 0xe45, 0xe4d, 0xe50, 0xe88, 0xe8d, 0xe9a, 0xe9b, 0xe9d,
    0xe9e, 0xe9f, 0xeb3, 0xeb8, 0xeb9, 0xeba, 0xec1, 0xec8, 0xec9, 0xeca, 0xecb, 0xecd,
    0xed0, 0xedc, 0xedd, 0xf00, 0xf02, 0xf03, 0xf0c, 0xf0e, 0xf1b, 0xf1e, 0xf1f, 0xf37,
    0xf59, 0xf5a, 0xf5b, 0xf6a, 0xf77, 0xf79, 0xf7b, 0xf7d, 0xf7e, 0xf7f, 0xfb0, 0xfce,
    0xfd5, 0xfd6, 0x1000, 0x1002, 0x1004, 0x1010, 0x1018, 0x101d, 0x101f, 0x1022, 0x1023, 0x1029,
    0x102a, 0x1031, 0x1036, 0x1037, 0x1038, 0x1040, 0x104a, 0x104b, 0x105a, 0x1061, 0x1065, 0x1066,
    0x106f, 0x1070, 0x1073, 0x107e, 0x1081, 0x109e, 0x10a0, 0x10b9, 0x10bd, 0x10c7, 0x10cd, 0x10d7,
    0x10d8, 0x10e7, 0x10f3, 0x10fd, 0x10ff, 0x1101, 0x1104, 0x1108, 0x110a, 0x110b, 0x110d, 0x1113,
    0x1114, 0x1115, 0x1116, 0x1117, 0x1118, 0x1119, 0x111a, 0x111b, 0x111c, 0x111d, 0x111e, 0x111f,
    0x1120, 0x1121, 0x1122, 0x1123, 0x1124, 0x1125, 0x1126, 0x1127, 0x1128, 0x1129, 0x112a, 0x112b,
    0x112c, 0x112d, 0x112e, 0x112f, 0x1130, 0x1131, 0x1132, 0x1133, 0x1134, 0x1135, 0x1136, 0x1137,
    0x1138, 0x1139, 0x113a, 0x113b, 0x113d, 0x113f, 0x1141, 0x1142, 0x1143, 0x1144, 0x1145, 0x1146,
    0x1147, 0x1148, 0x1149, 0x114a, 0x114b, 0x114d, 0x114f, 0x1151, 0x1152, 0x1153, 0x1156, 0x1157,
    0x1158, 0x115a, 0x115b, 0x115c, 0x115d, 0x115e, 0x1162, 0x1164, 0x1166, 0x1168, 0x116a, 0x116b,
    0x116c, 0x116f, 0x1170, 0x1171, 0x1173, 0x1174, 0x1175, 0x1176, 0x1177, 0x1178, 0x1179, 0x117a,
    0x117b, 0x117c, 0x117d, 0x117e, 0x117f, 0x1180, 0x1181, 0x1182, 0x1183, 0x1184, 0x1185, 0x1186,
    0x1187, 0x1188, 0x1189, 0x118a, 0x118b, 0x118c, 0x118d, 0x118e, 0x118f, 0x1190, 0x1191, 0x1192,
    0x1193, 0x1194, 0x1195, 0x1196, 0x1197, 0x1198, 0x1199, 0x119a, 0x119b, 0x119c, 0x119d, 0x119f,
    0x11a0, 0x11a1, 0x11a2, 0x11a3, 0x11a4, 0x11a5, 0x11a6, 0x11a7, 0x11a8, 0x11a9, 0x11aa, 0x11ab,
    0x11ac, 0x11ad, 0x11ae, 0x11af, 0x11b0, 0x11b1, 0x11b2, 0x11b3, 0x11b4, 0x11b5, 0x11b6, 0x11b7,
    0x11b8, 0x11b9, 0x11ba, 0x11bb, 0x11bc, 0x11bd, 0x11be, 0x11bf, 0x11c0, 0x11c1, 0x11c2, 0x11c3,
    0x11c4, 0x11c5, 0x11c6, 0x11c7, 0x11c8, 0x11c9, 0x11ca, 0x11cb, 0x11cc, 0x11cd, 0x11ce, 0x11cf,
    0x11d0, 0x11d1, 0x11d2, 0x11d3, 0x11d4, 0x11d5, 0x11d6, 0x11d7, 0x11d8, 0x11d9, 0x11da, 0x11db,
    0x11dc, 0x11dd, 0x11de, 0x11df, 0x11e0, 0x11e1, 0x11e2, 0x11e3, 0x11e4, 0x11e5, 0x11e6, 0x11e7,
    0x11e8, 0x11e9, 0x11ea, 0x11eb, 0x11ec, 0x11ed, 0x11ee, 0x11ef, 0x11f0, 0x11f1, 0x11f2, 0x11f3,
    0x11f4, 0x11f5, 0x11f6, 0x11f7, 0x11f8, 0x11f9, 0x11fa, 0x11fb, 0x11fc, 0x11fd, 0x11fe, 0x11ff,
    0x1200, 0x1223, 0x1240, 0x1260, 0x1294, 0x12d0, 0x1340, 0x135e, 0x135f, 0x1361, 0x1365, 0x1393,
    0x13a0, 0x13a1, 0x13a2, 0x13a4, 0x13a5, 0x13a8, 0x13a9, 0x13aa, 0x13ab, 0x13ac, 0x13ae, 0x13b0,
    0x13b1, 0x13b3, 0x13b7, 0x13bb, 0x13bd, 0x13be, 0x13bf, 0x13c0, 0x13c2, 0x13c3, 0x13c7, 0x13cb,
    0x13cc, 0x13ce, 0x13cf, 0x13d2, 0x13d4, 0x13d5, 0x13d9, 0x13da, 0x13de, 0x13df, 0x13e2, 0x13e6,
    0x13e7, 0x13eb, 0x13ee, 0x13f0, 0x13f2, 0x13f3, 0x13f4, 0x13fb, 0x13fc, 0x1400, 0x1403, 0x140c,
    0x140d, 0x140e, 0x140f, 0x1410, 0x1411, 0x1412, 0x1413, 0x1414, 0x1415, 0x1417, 0x1418, 0x1419,
    0x141a, 0x1424, 0x1427, 0x1428, 0x1429, 0x142b, 0x142c, 0x142d, 0x142e, 0x142f, 0x1431, 0x1433,
    0x1437, 0x1438, 0x143a, 0x143b, 0x143c, 0x143d, 0x143e, 0x143f, 0x1440, 0x1441, 0x1442, 0x1443,
    0x1444, 0x1445, 0x1446, 0x1447, 0x144a, 0x144c, 0x144e, 0x1454, 0x1457, 0x1458, 0x1459, 0x145a,
    0x145b, 0x145c, 0x145d, 0x145e, 0x145f, 0x1460, 0x1461, 0x1462, 0x1463, 0x1464, 0x1467, 0x1468,
    0x1469, 0x146a, 0x146d, 0x146f, 0x1472, 0x1473, 0x1474, 0x1475, 0x1476, 0x1477, 0x1478, 0x1479,
    0x147a, 0x147b, 0x147c, 0x147d, 0x147e, 0x147f, 0x1480, 0x1481, 0x1485, 0x1486, 0x1487, 0x1488,
    0x148d, 0x1492, 0x1493, 0x1494, 0x1495, 0x1496, 0x1497, 0x1498, 0x1499, 0x149a, 0x149b, 0x149c,
    0x149d, 0x149e, 0x149f, 0x14a5, 0x14aa, 0x14ac, 0x14ad, 0x14ae, 0x14af, 0x14b0, 0x14b1, 0x14b2,
    0x14b3, 0x14b4, 0x14b5, 0x14b6, 0x14b7, 0x14b8, 0x14b9, 0x14bf, 0x14c9, 0x14ca, 0x14cb, 0x14cc,
    0x14cd, 0x14ce, 0x14d1, 0x14dc, 0x14dd, 0x14de, 0x14df, 0x14e0, 0x14e1, 0x14e2, 0x14e3, 0x14e4,
    0x14e5, 0x14e6, 0x14e7, 0x14e8, 0x14e9, 0x14f6, 0x14f7, 0x14f8, 0x14f9, 0x14fa, 0x14fb, 0x14fc,
    0x14fd, 0x14fe, 0x14ff, 0x1500, 0x1501, 0x1502, 0x1503, 0x150c, 0x150d, 0x150e, 0x150f, 0x1517,
    0x1518, 0x1519, 0x151a, 0x151b, 0x151c, 0x151d, 0x151e, 0x151f, 0x1520, 0x1521, 0x1522, 0x1523,
    0x1524, 0x152f, 0x1530, 0x1531, 0x1532, 0x1533, 0x1534, 0x1535, 0x1536, 0x1537, 0x1538, 0x1539,
    0x153a, 0x153b, 0x153c, 0x1540, 0x1541, 0x154e, 0x154f, 0x155b, 0x155c, 0x1568, 0x1569, 0x156f,
    0x1577, 0x157c, 0x157d, 0x157e, 0x157f, 0x1580, 0x1581, 0x1582, 0x1583, 0x1584, 0x1585, 0x1586,
    0x1587, 0x158e, 0x158f, 0x1590, 0x1591, 0x1592, 0x1593, 0x1594, 0x15af, 0x15b4, 0x15b5, 0x15b7,
    0x15c4, 0x15c5, 0x15de, 0x15ea, 0x15ef, 0x15f0, 0x15f7, 0x1602, 0x1603, 0x1604, 0x1607, 0x1616,
    0x1622, 0x1623, 0x1624, 0x162e, 0x162f, 0x1634, 0x1635, 0x166d, 0x166e, 0x166f, 0x1670, 0x1671,
    0x1672, 0x1673, 0x1674, 0x1675, 0x1676, 0x1677, 0x1678, 0x1679, 0x167a, 0x167b, 0x167c, 0x167d,
    0x1680, 0x16a6, 0x16b2, 0x16b7, 0x16c1, 0x16c2, 0x16c5, 0x16cc, 0x16d0, 0x16d5, 0x16d6, 0x16d8,
    0x16e1, 0x16eb, 0x16ec, 0x16ed, 0x16f0, 0x1702, 0x172a, 0x1734, 0x1735, 0x174d, 0x1752, 0x1763,
    0x178f, 0x17a1, 0x17a3, 0x17a4, 0x17b0, 0x17b7, 0x17b8, 0x17b9, 0x17ba, 0x17be, 0x17c4, 0x17c6,
    0x17c7, 0x17cb, 0x17d3, 0x17d4, 0x17d5, 0x17d9, 0x17da, 0x17e0, 0x1803, 0x1809, 0x1855, 0x1896,
    0x18b3, 0x18b6, 0x18b9, 0x18c2, 0x18c6, 0x18c7, 0x18c8, 0x18c9, 0x18ca, 0x18cb, 0x18cc, 0x18cd,
    0x18ce, 0x18cf, 0x18d0, 0x18d1, 0x18d2, 0x18d3, 0x18d4, 0x18db, 0x18dc, 0x18dd, 0x18de, 0x18df,
    0x18e0, 0x18e3, 0x18e4, 0x18e5, 0x18e8, 0x18ea, 0x18ed, 0x18f0, 0x18f2, 0x1935, 0x1999, 0x19d0,
    0x19d1, 0x1a20, 0x1a23, 0x1a32, 0x1a37, 0x1a3d, 0x1a3f, 0x1a45, 0x1a48, 0x1a54, 0x1a55, 0x1a56,
    0x1a5d, 0x1a5e, 0x1a60, 0x1a62, 0x1a63, 0x1a64, 0x1a74, 0x1a7f, 0x1a80, 0x1a90, 0x1aa9, 0x1aab,
    0x1ab4, 0x1ab7, 0x1ad9, 0x1ae2, 0x1ae7, 0x1ae8, 0x1b52, 0x1b53, 0x1b58, 0x1b5c, 0x1b5f, 0x1b80,
    0x1bc7, 0x1bea, 0x1bec, 0x1bf3, 0x1c2e, 0x1c37, 0x1c3c, 0x1c7f, 0x1c82, 0x1c83, 0x1c84, 0x1c95,
    0x1cb7, 0x1cbd, 0x1cbf, 0x1cd0, 0x1cd2, 0x1cd3, 0x1cd5, 0x1cd8, 0x1cd9, 0x1cda, 0x1cdc, 0x1cdd,
    0x1cde, 0x1ced, 0x1cf4, 0x1cf5, 0x1cf8, 0x1d04, 0x1d08, 0x1d0b, 0x1d0d, 0x1d0f, 0x1d10, 0x1d11,
    0x1d14, 0x1d1c, 0x1d20, 0x1d21, 0x1d22, 0x1d24, 0x1d26, 0x1d27, 0x1d28, 0x1d29, 0x1d2b, 0x1d35,
    0x1d37, 0x1d3e, 0x1d40, 0x1d43, 0x1d49, 0x1d4a, 0x1d4c, 0x1d52, 0x1d56, 0x1d62, 0x1d6b, 0x1d6e,
    0x1d6f, 0x1d70, 0x1d72, 0x1d73, 0x1d74, 0x1d75, 0x1d76, 0x1d78, 0x1d7b, 0x1d7c, 0x1d7d, 0x1d7e,
    0x1d7f, 0x1d83, 0x1d8c, 0x1d8f, 0x1d90, 0x1d99, 0x1d9c, 0x1d9f, 0x1da2, 0x1db1, 0x1db2, 0x1dba,
    0x1dbb, 0x1de8, 0x1dee, 0x1dfe, 0x1e9a, 0x1e9d, 0x1e9e, 0x1efa, 0x1eff, 0x1fbd, 0x1fbf, 0x1fc0,
    0x1ffe, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2010, 0x2011,
    0x2012, 0x2013, 0x2014, 0x2015, 0x2016, 0x2018, 0x2019, 0x201a, 0x201b, 0x201c, 0x201d, 0x201f,
    0x2022, 0x2024, 0x2025, 0x2026, 0x2027, 0x2028, 0x2029, 0x202f, 0x2030, 0x2031, 0x2032, 0x2033,
    0x2034, 0x2035, 0x2036, 0x2037, 0x2039, 0x203a, 0x203c, 0x203e, 0x2041, 0x2043, 0x2044, 0x2047,
    0x2048, 0x2049, 0x204e, 0x2052, 0x2053, 0x2057, 0x205a, 0x205d, 0x205e, 0x205f, 0x2070, 0x2071,
    0x2079, 0x207c, 0x2090, 0x2091, 0x2092, 0x2093, 0x209b, 0x20a1, 0x20a4, 0x20a5, 0x20a8, 0x20a9,
    0x20ab, 0x20ac, 0x20ad, 0x20ae, 0x20b6, 0x20bd, 0x20c1, 0x20db, 0x2100, 0x2101, 0x2102, 0x2103,
    0x2105, 0x2106, 0x2107, 0x2108, 0x2109, 0x210a, 0x210b, 0x210c, 0x210d, 0x210e, 0x210f, 0x2110,
    0x2111, 0x2112, 0x2113, 0x2115, 0x2116, 0x2119, 0x211a, 0x211b, 0x211c, 0x211d, 0x2121, 0x2124,
    0x2127, 0x2128, 0x2129, 0x212c, 0x212d, 0x212e, 0x212f, 0x2130, 0x2131, 0x2133, 0x2134, 0x2135,
    0x2136, 0x2137, 0x2138, 0x2139, 0x213b, 0x213c, 0x213d, 0x213e, 0x213f, 0x2140, 0x2141, 0x2142,
    0x2143, 0x2145, 0x2146, 0x2147, 0x2148, 0x2149, 0x2153, 0x2154, 0x2155, 0x2156, 0x2157, 0x2158,
    0x2159, 0x215a, 0x215b, 0x215c, 0x215d, 0x215e, 0x215f, 0x2160, 0x2161, 0x2162, 0x2163, 0x2164,
    0x2165, 0x2166, 0x2167, 0x2168, 0x2169, 0x216a, 0x216b, 0x216c, 0x216d, 0x216e, 0x216f, 0x2170,
    0x2171, 0x2172, 0x2173, 0x2174, 0x2175, 0x2176, 0x2177, 0x2178, 0x2179, 0x217a, 0x217b, 0x217c,
    0x217d, 0x217e, 0x217f, 0x2183, 0x2184, 0x218a, 0x2191, 0x2195, 0x21b5, 0x21ba, 0x21be, 0x21bf,
    0x21c4, 0x21cc, 0x2200, 0x2203, 0x2205, 0x2206, 0x220f, 0x2211, 0x2212, 0x2214, 0x2215, 0x2216,
    0x2217, 0x2218, 0x2219, 0x221e, 0x2223, 0x2225, 0x2228, 0x2229, 0x222a, 0x222b, 0x222c, 0x222d,
    0x222f, 0x2230, 0x2236, 0x2237, 0x2238, 0x223c, 0x2250, 0x2251, 0x2254, 0x2255, 0x2257, 0x2259,
    0x225a, 0x225e, 0x2263, 0x226a, 0x226b, 0x2282, 0x2283, 0x2295, 0x2296, 0x2299, 0x229d, 0x22a4,
    0x22a5, 0x22c0, 0x22c1, 0x22c2, 0x22c3, 0x22c4, 0x22c5, 0x22c8, 0x22d6, 0x22d7, 0x22d8, 0x22d9,
    0x22ee, 0x22ef, 0x22f4, 0x22ff, 0x2300, 0x2325, 0x2341, 0x2359, 0x235a, 0x235c, 0x235f, 0x2361,
    0x2362, 0x2363, 0x2364, 0x2365, 0x2366, 0x2368, 0x2369, 0x236b, 0x236c, 0x2373, 0x2374, 0x2375,
    0x2376, 0x2377, 0x2378, 0x2379, 0x237a, 0x237f, 0x239c, 0x239f, 0x23a2, 0x23a5, 0x23aa, 0x23ae,
    0x23c1, 0x23c2, 0x23c3, 0x23c6, 0x23e8, 0x23fc, 0x23fd, 0x23fe, 0x244a, 0x2460, 0x2461, 0x2462,
    0x2463, 0x2464, 0x2465, 0x2466, 0x2467, 0x2468, 0x2469, 0x2474, 0x2475, 0x2476, 0x2477, 0x2478,
    0x2479, 0x247a, 0x247b, 0x247c, 0x247d, 0x247e, 0x247f, 0x2480, 0x2481, 0x2482, 0x2483, 0x2484,
    0x2485, 0x2486, 0x2487, 0x2488, 0x2489, 0x248a, 0x248b, 0x248c, 0x248d, 0x248e, 0x248f, 0x2490,
    0x2491, 0x2492, 0x2493, 0x2494, 0x2495, 0x2496, 0x2497, 0x2498, 0x2499, 0x249a, 0x249b, 0x249c,
    0x249d, 0x249e, 0x249f, 0x24a0, 0x24a1, 0x24a2, 0x24a3, 0x24a4, 0x24a5, 0x24a6, 0x24a7, 0x24a8,
    0x24a9, 0x24aa, 0x24ab, 0x24ac, 0x24ad, 0x24ae, 0x24af, 0x24b0, 0x24b1, 0x24b2, 0x24b3, 0x24b4,
    0x24b5, 0x24b8, 0x24c5, 0x24c7, 0x24db, 0x24ea, 0x2500, 0x2501, 0x2502, 0x2503, 0x250f, 0x2523,
    0x256a, 0x2571, 0x2572, 0x2573, 0x2588, 0x2590, 0x2594, 0x2597, 0x259d, 0x25a0, 0x25aa, 0x25b1,
    0x25b3, 0x25b7, 0x25b8, 0x25ba, 0x25bd, 0x25c1, 0x25c7, 0x25ca, 0x25cb, 0x25ce, 0x25e0, 0x25e6,
    0x2609, 0x2610, 0x2625, 0x2630, 0x2638, 0x2643, 0x264e, 0x2657, 0x265d, 0x2662, 0x2669, 0x266a,
    0x26ac, 0x2768, 0x2769, 0x276e, 0x276f, 0x2772, 0x2773, 0x2774, 0x2775, 0x2795, 0x2796, 0x2797,
    0x27c2, 0x27c8, 0x27c9, 0x27cb, 0x27cd, 0x27d9, 0x27e8, 0x27e9, 0x2800, 0x28ff, 0x292b, 0x292c,
    0x2963, 0x2965, 0x296e, 0x296f, 0x2982, 0x298b, 0x298c, 0x2999, 0x29b0, 0x29b5, 0x29be, 0x29c4,
    0x29c5, 0x29c7, 0x29d6, 0x29d9, 0x29e2, 0x29f4, 0x29f5, 0x29f6, 0x29f8, 0x29f9, 0x2a00, 0x2a01,
    0x2a02, 0x2a03, 0x2a04, 0x2a05, 0x2a06, 0x2a0c, 0x2a1d, 0x2a20, 0x2a21, 0x2a22, 0x2a23, 0x2a24,
    0x2a25, 0x2a26, 0x2a27, 0x2a29, 0x2a2a, 0x2a2f, 0x2a30, 0x2a3d, 0x2a3e, 0x2a3f, 0x2a66, 0x2a6a,
    0x2a6e, 0x2a74, 0x2a75, 0x2a76, 0x2aa5, 0x2aaa, 0x2aab, 0x2ad7, 0x2afb, 0x2afd, 0x2b96, 0x2bd8,
    0x2bec, 0x2bed, 0x2bee, 0x2bef, 0x2c67, 0x2c69, 0x2c6b, 0x2c6c, 0x2c82, 0x2c83, 0x2c84, 0x2c85,
    0x2c86, 0x2c88, 0x2c89, 0x2c8b, 0x2c8c, 0x2c8d, 0x2c8e, 0x2c8f, 0x2c90, 0x2c91, 0x2c92, 0x2c93,
    0x2c94, 0x2c95, 0x2c96, 0x2c97, 0x2c98, 0x2c99, 0x2c9a, 0x2c9b, 0x2c9c, 0x2c9d, 0x2c9e, 0x2c9f,
    0x2ca0, 0x2ca1, 0x2ca2, 0x2ca3, 0x2ca4, 0x2ca5, 0x2ca6, 0x2ca7, 0x2ca8, 0x2ca9, 0x2caa, 0x2cab,
    0x2cac, 0x2cad, 0x2cae, 0x2caf, 0x2cb0, 0x2cb1, 0x2cb2, 0x2cb3, 0x2cb4, 0x2cb5, 0x2cb6, 0x2cb7,
    0x2cba, 0x2cbb, 0x2cbc, 0x2cbd, 0x2cc0, 0x2cc1, 0x2cc4, 0x2cc5, 0x2cc6, 0x2cc7, 0x2cca, 0x2ccb,
    0x2ccc, 0x2ccd, 0x2cce, 0x2ccf, 0x2cd0, 0x2cd1, 0x2cd2, 0x2cd3, 0x2cdc, 0x2cdd, 0x2ce0, 0x2ce1,
    0x2ce4, 0x2ce8, 0x2ce9, 0x2cf9, 0x2cff, 0x2d2d, 0x2d31, 0x2d37, 0x2d38, 0x2d39, 0x2d3a, 0x2d41,
    0x2d48, 0x2d49, 0x2d4a, 0x2d4f, 0x2d51, 0x2d54, 0x2d55, 0x2d59, 0x2d5d, 0x2d60, 0x2d63, 0x2d66,
    0x2de8, 0x2dea, 0x2ded, 0x2dee, 0x2def, 0x2df6, 0x2df7, 0x2e12, 0x2e1a, 0x2e1e, 0x2e1f, 0x2e26,
    0x2e27, 0x2e28, 0x2e29, 0x2e2a, 0x2e2b, 0x2e2c, 0x2e2e, 0x2e30, 0x2e31, 0x2e32, 0x2e35, 0x2e39,
    0x2e3d, 0x2e3f, 0x2e40, 0x2e62, 0x2e63, 0x2e81, 0x2e82, 0x2e83, 0x2e85, 0x2e86, 0x2e87, 0x2e89,
    0x2e8a, 0x2e8b, 0x2e8e, 0x2e8f, 0x2e90, 0x2e91, 0x2e92, 0x2e93, 0x2e94, 0x2e95, 0x2e96, 0x2e97,
    0x2e98, 0x2e99, 0x2e9b, 0x2e9d, 0x2e9e, 0x2e9f, 0x2ea0, 0x2ea1, 0x2ea2, 0x2ea3, 0x2ea4, 0x2ea5,
    0x2ea6, 0x2ea8, 0x2ea9, 0x2eaa, 0x2eab, 0x2eac, 0x2ead, 0x2eae, 0x2eaf, 0x2eb0, 0x2eb1, 0x2eb2,
    0x2eb3, 0x2eb4, 0x2eb5, 0x2eb6, 0x2eb7, 0x2eb8, 0x2eb9, 0x2eba, 0x2ebb, 0x2ebd, 0x2ebe, 0x2ebf,
    0x2ec0, 0x2ec1, 0x2ec2, 0x2ec3, 0x2ec4, 0x2ec5, 0x2ec6, 0x2ec7, 0x2ec8, 0x2ec9, 0x2eca, 0x2ecb,
    0x2ecc, 0x2ecd, 0x2ece, 0x2ecf, 0x2ed0, 0x2ed1, 0x2ed2, 0x2ed3, 0x2ed4, 0x2ed5, 0x2ed6, 0x2ed8,
    0x2ed9, 0x2eda, 0x2edb, 0x2edc, 0x2edd, 0x2ede, 0x2edf, 0x2ee0, 0x2ee1, 0x2ee2, 0x2ee3, 0x2ee4,
    0x2ee5, 0x2ee6, 0x2ee7, 0x2ee8, 0x2ee9, 0x2eea, 0x2eeb, 0x2eec, 0x2eed, 0x2eee, 0x2eef, 0x2ef0,
    0x2ef1, 0x2ef2, 0x2ef3, 0x2f00, 0x2f01, 0x2f02, 0x2f03, 0x2f04, 0x2f05, 0x2f06, 0x2f07, 0x2f08,
    0x2f09, 0x2f0a, 0x2f0b, 0x2f0c, 0x2f0d, 0x2f0e, 0x2f0f, 0x2f10, 0x2f11, 0x2f12, 0x2f13, 0x2f14,
    0x2f15, 0x2f16, 0x2f17, 0x2f18, 0x2f19, 0x2f1a, 0x2f1b, 0x2f1c, 0x2f1d, 0x2f1e, 0x2f1f, 0x2f20,
    0x2f21, 0x2f22, 0x2f23, 0x2f24, 0x2f25, 0x2f26, 0x2f27, 0x2f28, 0x2f29, 0x2f2a, 0x2f2b, 0x2f2c,
    0x2f2d, 0x2f2e, 0x2f2f, 0x2f30, 0x2f31, 0x2f32, 0x2f33, 0x2f34, 0x2f35, 0x2f36, 0x2f37, 0x2f38,
    0x2f39, 0x2f3a, 0x2f3b, 0x2f3c, 0x2f3d, 0x2f3e, 0x2f3f, 0x2f40, 0x2f41, 0x2f42, 0x2f43, 0x2f44,
    0x2f45, 0x2f46, 0x2f47, 0x2f48, 0x2f49, 0x2f4a, 0x2f4b, 0x2f4c, 0x2f4d, 0x2f4e, 0x2f4f, 0x2f50,
    0x2f51, 0x2f52, 0x2f53, 0x2f54, 0x2f55, 0x2f56, 0x2f57, 0x2f58, 0x2f59, 0x2f5a, 0x2f5b, 0x2f5c,
    0x2f5d, 0x2f5e, 0x2f5f, 0x2f60, 0x2f61, 0x2f62, 0x2f63, 0x2f64, 0x2f65, 0x2f66, 0x2f67, 0x2f68,
    0x2f69, 0x2f6a, 0x2f6b, 0x2f6c, 0x2f6d, 0x2f6e, 0x2f6f, 0x2f70, 0x2f71, 0x2f72, 0x2f73, 0x2f74,
    0x2f75, 0x2f76, 0x2f77, 0x2f78, 0x2f79, 0x2f7a, 0x2f7b, 0x2f7c, 0x2f7d, 0x2f7e, 0x2f7f, 0x2f80,
    0x2f81, 0x2f82, 0x2f83, 0x2f84, 0x2f85, 0x2f86, 0x2f87, 0x2f88, 0x2f89, 0x2f8a, 0x2f8b, 0x2f8c,
    0x2f8d, 0x2f8e, 0x2f8f, 0x2f90, 0x2f91, 0x2f92, 0x2f93, 0x2f94, 0x2f95, 0x2f96, 0x2f97, 0x2f98,
    0x2f99, 0x2f9a, 0x2f9b, 0x2f9c, 0x2f9d, 0x2f9e, 0x2f9f, 0x2fa0, 0x2fa1, 0x2fa2, 0x2fa3, 0x2fa4,
    0x2fa5, 0x2fa6, 0x2fa7, 0x2fa8, 0x2fa9, 0x2faa, 0x2fab, 0x2fac, 0x2fad, 0x2fae, 0x2faf, 0x2fb0,
    0x2fb1, 0x2fb2, 0x2fb3, 0x2fb4, 0x2fb5, 0x2fb6, 0x2fb7, 0x2fb8, 0x2fb9, 0x2fba, 0x2fbb, 0x2fbc,
    0x2fbd, 0x2fbe, 0x2fbf, 0x2fc0, 0x2fc1, 0x2fc2, 0x2fc3, 0x2fc4, 0x2fc5, 0x2fc6, 0x2fc7, 0x2fc8,
    0x2fc9, 0x2fca, 0x2fcb, 0x2fcc, 0x2fcd, 0x2fce, 0x2fcf, 0x2fd0, 0x2fd1, 0x2fd2, 0x2fd3, 0x2fd4,
    0x2fd5, 0x3000, 0x3002, 0x3003, 0x3007, 0x3008, 0x3009, 0x3012, 0x3014, 0x3015, 0x301a, 0x301b,
    0x301c, 0x302c, 0x302d, 0x3033, 0x3036, 0x3038, 0x3039, 0x303a, 0x304f, 0x3099, 0x309a, 0x309b,
    0x309c, 0x30a0, 0x30a4, 0x30a8, 0x30ab, 0x30bf, 0x30c8, 0x30cb, 0x30cd, 0x30ce, 0x30cf, 0x30d2,
    0x30d8, 0x30e0, 0x30e8, 0x30ed, 0x30fb, 0x3111, 0x3112, 0x311a, 0x3126, 0x3131, 0x3132, 0x3133,
    0x3134, 0x3135, 0x3136, 0x3137, 0x3138, 0x3139, 0x313a, 0x313b, 0x313c, 0x313d, 0x313e, 0x313f,
    0x3140, 0x3141, 0x3142, 0x3143, 0x3144, 0x3145, 0x3146, 0x3147, 0x3148, 0x3149, 0x314a, 0x314b,
    0x314c, 0x314d, 0x314e, 0x314f, 0x3150, 0x3151, 0x3152, 0x3153, 0x3154, 0x3155, 0x3156, 0x3157,
    0x3158, 0x3159, 0x315a, 0x315b, 0x315c, 0x315d, 0x315e, 0x315f, 0x3160, 0x3161, 0x3162, 0x3163,
    0x3165, 0x3166, 0x3167, 0x3168, 0x3169, 0x316a, 0x316b, 0x316c, 0x316d, 0x316e, 0x316f, 0x3170,
    0x3171, 0x3172, 0x3173, 0x3174, 0x3175, 0x3176, 0x3177, 0x3178, 0x3179, 0x317a, 0x317b, 0x317c,
    0x317d, 0x317e, 0x317f, 0x3180, 0x3181, 0x3182, 0x3183, 0x3184, 0x3185, 0x3186, 0x3187, 0x3188,
    0x3189, 0x318a, 0x318b, 0x318c, 0x318d, 0x318e, 0x3192, 0x3196, 0x31a4, 0x31c6, 0x31cf, 0x31d0,
    0x31d1, 0x31d2, 0x31d3, 0x31d4, 0x31d5, 0x31d6, 0x31d7, 0x31d8, 0x31d9, 0x31da, 0x31db, 0x31dc,
    0x31dd, 0x31de, 0x31df, 0x31e0, 0x31e1, 0x3200, 0x3201, 0x3202, 0x3203, 0x3204, 0x3205, 0x3206,
    0x3207, 0x3208, 0x3209, 0x320a, 0x320b, 0x320c, 0x320d, 0x320e, 0x320f, 0x3210, 0x3211, 0x3212,
    0x3213, 0x3214, 0x3215, 0x3216, 0x3217, 0x3218, 0x3219, 0x321a, 0x321b, 0x321c, 0x321d, 0x321e,
    0x3220, 0x3221, 0x3222, 0x3223, 0x3224, 0x3225, 0x3226, 0x3227, 0x3228, 0x3229, 0x322a, 0x322b,
    0x322c, 0x322d, 0x322e, 0x322f, 0x3230, 0x3231, 0x3232, 0x3233, 0x3234, 0x3235, 0x3236, 0x3237,
    0x3238, 0x3239, 0x323a, 0x323b, 0x323c, 0x323d, 0x323e, 0x323f, 0x3240, 0x3241, 0x3242, 0x3243,
    0x3250, 0x32c0, 0x32c1, 0x32c2, 0x32c3, 0x32c4, 0x32c5, 0x32c6, 0x32c7, 0x32c8, 0x32c9, 0x32ca,
    0x32cb, 0x32cc, 0x32cd, 0x32ce, 0x32cf, 0x32ff, 0x3358, 0x3359, 0x335a, 0x335b, 0x335c, 0x335d,
    0x335e, 0x335f, 0x3360, 0x3361, 0x3362, 0x3363, 0x3364, 0x3365, 0x3366, 0x3367, 0x3368, 0x3369,
    0x336a, 0x336b, 0x336c, 0x336d, 0x336e, 0x336f, 0x3370, 0x3371, 0x3372, 0x3373, 0x3374, 0x3375,
    0x3376, 0x3377, 0x337a, 0x337b, 0x337c, 0x337d, 0x337e, 0x3380, 0x3381, 0x3382, 0x3383, 0x3384,
    0x3385, 0x3386, 0x3387, 0x3388, 0x3389, 0x338a, 0x338b, 0x338c, 0x338d, 0x338e, 0x338f, 0x3390,
    0x3391, 0x3392, 0x3393, 0x3394, 0x3395, 0x3396, 0x3397, 0x3398, 0x3399, 0x339a, 0x339b, 0x339c,
    0x339d, 0x339e, 0x33a7, 0x33a9, 0x33aa, 0x33ab, 0x33ac, 0x33ad, 0x33ae, 0x33b0, 0x33b1, 0x33b2,
    0x33b3, 0x33b4, 0x33b5, 0x33b6, 0x33b7, 0x33b8, 0x33b9, 0x33ba, 0x33bb, 0x33bc, 0x33bd, 0x33be,
    0x33bf, 0x33c0, 0x33c1, 0x33c2, 0x33c3, 0x33c4, 0x33c5, 0x33c6, 0x33c7, 0x33c8, 0x33c9, 0x33ca,
    0x33cb, 0x33cc, 0x33cd, 0x33ce, 0x33cf, 0x33d0, 0x33d1, 0x33d2, 0x33d3, 0x33d4, 0x33d5, 0x33d6,
    0x33d7, 0x33d8, 0x33d9, 0x33da, 0x33db, 0x33dc, 0x33dd, 0x33de, 0x33df, 0x33e0, 0x33e1, 0x33e2,
    0x33e3, 0x33e4, 0x33e5, 0x33e6, 0x33e7, 0x33e8, 0x33e9, 0x33ea, 0x33eb, 0x33ec, 0x33ed, 0x33ee,
    0x33ef, 0x33f0, 0x33f1, 0x33f2, 0x33f3, 0x33f4, 0x33f5, 0x33f6, 0x33f7, 0x33f8, 0x33f9, 0x33fa,
    0x33fb, 0x33fc, 0x33fd, 0x33fe, 0x33ff, 0x3405, 0x340b, 0x36af, 0x37a2, 0x39b3, 0x3b3f, 0x3da5,
    0x3ebb, 0x3ebf, 0x4011, 0x4142, 0x439b, 0x4420, 0x44d5, 0x4695, 0x4c4e, 0x4db9, 0x4dbe, 0x4e00,
    0x4e02, 0x4e05, 0x4e15, 0x4e1b, 0x4e29, 0x4e2b, 0x4e36, 0x4e3f, 0x4e44, 0x4e8e, 0x4e95, 0x4eca,
    0x4eea, 0x5002, 0x503c, 0x5151, 0x5152, 0x51d0, 0x5344, 0x535d, 0x535f, 0x5408, 0x5434, 0x5449,
    0x555f, 0x56d7, 0x586b, 0x58eb, 0x58ff, 0x596c, 0x59ba, 0x5a2f, 0x5a31, 0x5b00, 0x5b63, 0x5d52,
    0x5ddc, 0x5e00, 0x5e02, 0x5e32, 0x5e50, 0x5f84, 0x6052, 0x60a6, 0x6138, 0x6237, 0x6238, 0x62ba,
    0x635d, 0x63d2, 0x63f7, 0x6409, 0x6416, 0x6447, 0x652c, 0x655a, 0x6629, 0x6663, 0x6669, 0x66f0,
    0x66f6, 0x670a, 0x6726, 0x6729, 0x672b, 0x67ba, 0x67ff, 0x68c1, 0x69e9, 0x6a27, 0x6b25, 0x6b63,
    0x6c4a, 0x6cac, 0x6d9a, 0x6e4a, 0x6e73, 0x6ea7, 0x6eb0, 0x6ec4, 0x6ec5, 0x6eed, 0x6f3c, 0x6f54,
    0x6f59, 0x6f8c, 0x6f9f, 0x6fa4, 0x6fbf, 0x6fd3, 0x7006, 0x70bc, 0x723f, 0x734e, 0x7476, 0x7714,
    0x771c, 0x784f, 0x7a0e, 0x7d5a, 0x7d76, 0x7dd6, 0x809e, 0x80a6, 0x80ca, 0x80d0, 0x80f6, 0x8101,
    0x8127, 0x8131, 0x8141, 0x81a7, 0x82b2, 0x8309, 0x853f, 0x8641, 0x8715, 0x889a, 0x8a1e, 0x8a7d,
    0x8aac, 0x8b21, 0x8b8f, 0x8c63, 0x8d86, 0x8dfa, 0x8e9b, 0x8eb2, 0x8f27, 0x8ff3, 0x9097, 0x90a3,
    0x9109, 0x9115, 0x92ed, 0x93ae, 0x9497, 0x9577, 0x957a, 0x96ba, 0x98e1, 0x98f2, 0x99ae, 0x9b87,
    0x9e43, 0x9ed2, 0x9f9d, 0x9fc3, 0xa494, 0xa49c, 0xa49e, 0xa4a7, 0xa4a8, 0xa4ac, 0xa4b0, 0xa4ba,
    0xa4be, 0xa4bf, 0xa4c0, 0xa4c2, 0xa4d0, 0xa4d1, 0xa4d2, 0xa4d3, 0xa4d4, 0xa4d6, 0xa4d7, 0xa4d9,
    0xa4da, 0xa4db, 0xa4dc, 0xa4dd, 0xa4de, 0xa4df, 0xa4e0, 0xa4e1, 0xa4e2, 0xa4e3, 0xa4e5, 0xa4e6,
    0xa4e7, 0xa4ea, 0xa4eb, 0xa4ec, 0xa4ed, 0xa4ee, 0xa4ef, 0xa4f0, 0xa4f1, 0xa4f2, 0xa4f3, 0xa4f4,
    0xa4f5, 0xa4f7, 0xa4f8, 0xa4f9, 0xa4fa, 0xa4fb, 0xa4fd, 0xa4fe, 0xa4ff, 0xa50b, 0xa516, 0xa543,
    0xa554, 0xa557, 0xa56f, 0xa576, 0xa589, 0xa5cb, 0xa5cf, 0xa60c, 0xa60e, 0xa613, 0xa644, 0xa645,
    0xa647, 0xa64d, 0xa650, 0xa651, 0xa668, 0xa66f, 0xa67c, 0xa67e, 0xa68c, 0xa68d, 0xa695, 0xa698,
    0xa699, 0xa69a, 0xa69d, 0xa6a1, 0xa6a2, 0xa6a7, 0xa6b0, 0xa6b1, 0xa6b2, 0xa6c9, 0xa6cd, 0xa6ce,
    0xa6db, 0xa6dd, 0xa6df, 0xa6eb, 0xa6ef, 0xa6f0, 0xa6f1, 0xa6f4, 0xa714, 0xa716, 0xa728, 0xa729,
    0xa72a, 0xa731, 0xa732, 0xa733, 0xa734, 0xa735, 0xa736, 0xa737, 0xa738, 0xa739, 0xa73a, 0xa73b,
    0xa73c, 0xa73d, 0xa740, 0xa74a, 0xa74b, 0xa74e, 0xa74f, 0xa75a, 0xa761, 0xa76a, 0xa76b, 0xa76e,
    0xa76f, 0xa777, 0xa778, 0xa77a, 0xa781, 0xa789, 0xa78a, 0xa78b, 0xa78c, 0xa78f, 0xa795, 0xa798,
    0xa799, 0xa79a, 0xa79b, 0xa79d, 0xa79e, 0xa79f, 0xa7ab, 0xa7ae, 0xa7b1, 0xa7b2, 0xa7b3, 0xa7b4,
    0xa7b5, 0xa7b6, 0xa7b7, 0xa7c5, 0xa7cf, 0xa7d2, 0xa7d4, 0xa7d6, 0xa7d7, 0xa7da, 0xa7db, 0xa7dc,
    0xa7e2, 0xa7f1, 0xa7f2, 0xa7f7, 0xa7fa, 0xa7fe, 0xa80b, 0xa830, 0xa836, 0xa8ce, 0xa8cf, 0xa8f5,
    0xa8f6, 0xa960, 0xa961, 0xa962, 0xa963, 0xa964, 0xa965, 0xa966, 0xa967, 0xa968, 0xa969, 0xa96a,
    0xa96b, 0xa96c, 0xa96d, 0xa96e, 0xa96f, 0xa970, 0xa971, 0xa972, 0xa973, 0xa974, 0xa975, 0xa976,
    0xa977, 0xa978, 0xa979, 0xa97a, 0xa97b, 0xa97c, 0xa992, 0xa9a3, 0xa9c6, 0xa9cf, 0xaa53, 0xaa56,
    0xaa5d, 0xaa66, 0xaa7c, 0xaa7d, 0xaa7e, 0xaa7f, 0xab32, 0xab35, 0xab3d, 0xab3e, 0xab3f, 0xab41,
    0xab42, 0xab43, 0xab44, 0xab47, 0xab48, 0xab4d, 0xab4e, 0xab51, 0xab52, 0xab53, 0xab55, 0xab5a,
    0xab60, 0xab62, 0xab63, 0xab64, 0xab70, 0xab71, 0xab72, 0xab74, 0xab75, 0xab7a, 0xab7b, 0xab7c,
    0xab7e, 0xab80, 0xab81, 0xab83, 0xab87, 0xab8b, 0xab8e, 0xab90, 0xab93, 0xab9b, 0xab9c, 0xab9e,
    0xab9f, 0xaba2, 0xaba4, 0xaba9, 0xabaa, 0xabae, 0xabaf, 0xabb2, 0xabb6, 0xabbb, 0xabbe, 0xabec,
    0xd7b0, 0xd7b1, 0xd7b2, 0xd7b3, 0xd7b4, 0xd7b5, 0xd7b6, 0xd7b7, 0xd7b8, 0xd7b9, 0xd7ba, 0xd7bb,
    0xd7bc, 0xd7bd, 0xd7be, 0xd7bf, 0xd7c0, 0xd7c1, 0xd7c2, 0xd7c3, 0xd7c4, 0xd7c5, 0xd7c6, 0xd7cb,
    0xd7cc, 0xd7cd, 0xd7ce, 0xd7cf, 0xd7d0, 0xd7d1, 0xd7d2, 0xd7d3, 0xd7d4, 0xd7d5, 0xd7d6, 0xd7d7,
    0xd7d8, 0xd7d9, 0xd7da, 0xd7db, 0xd7dc, 0xd7dd, 0xd7de, 0xd7df, 0xd7e0, 0xd7e1, 0xd7e2, 0xd7e3,
    0xd7e4, 0xd7e5, 0xd7e6, 0xd7e7, 0xd7e8, 0xd7e9, 0xd7ea, 0xd7eb, 0xd7ec, 0xd7ed, 0xd7ee, 0xd7ef,
    0xd7f0, 0xd7f1, 0xd7f2, 0xd7f3, 0xd7f4, 0xd7f5, 0xd7f6, 0xd7f7, 0xd7f8, 0xd7f9, 0xd7fa, 0xd7fb,
    0xfb00, 0xfb01, 0xfb02, 0xfb03, 0xfb04, 0xfb05, 0xfb06, 0xfb13, 0xfb14, 0xfb15, 0xfb16, 0xfb17,
    0xfb20, 0xfb21, 0xfb22, 0xfb23, 0xfb24, 0xfb25, 0xfb26, 0xfb27, 0xfb28, 0xfb29, 0xfb4f, 0xfb50,
    0xfb51, 0xfb52, 0xfb53, 0xfb54, 0xfb55, 0xfb56, 0xfb57, 0xfb58, 0xfb59, 0xfb5a, 0xfb5b, 0xfb5c,
    0xfb5d, 0xfb5e, 0xfb5f, 0xfb60, 0xfb61, 0xfb62, 0xfb63, 0xfb64, 0xfb65, 0xfb66, 0xfb67, 0xfb68,
    0xfb69, 0xfb6a, 0xfb6b, 0xfb6c, 0xfb6d, 0xfb6e, 0xfb6f, 0xfb70, 0xfb71, 0xfb72, 0xfb73, 0xfb74,
    0xfb75, 0xfb76, 0xfb77, 0xfb78, 0xfb79, 0xfb7a, 0xfb7b, 0xfb7c, 0xfb7d, 0xfb7e, 0xfb7f, 0xfb80,
    0xfb81, 0xfb82, 0xfb83, 0xfb84, 0xfb85, 0xfb86, 0xfb87, 0xfb88, 0xfb89, 0xfb8a, 0xfb8b, 0xfb8c,
    0xfb8d, 0xfb8e, 0xfb8f, 0xfb90, 0xfb91, 0xfb92, 0xfb93, 0xfb94, 0xfb95, 0xfb96, 0xfb97, 0xfb98,
    0xfb99, 0xfb9a, 0xfb9b, 0xfb9c, 0xfb9d, 0xfb9e, 0xfb9f, 0xfba0, 0xfba1, 0xfba2, 0xfba3, 0xfba4,
    0xfba5, 0xfba6, 0xfba7, 0xfba8, 0xfba9, 0xfbaa, 0xfbab, 0xfbac, 0xfbad, 0xfbae, 0xfbaf, 0xfbb0,
    0xfbb1, 0xfbd3, 0xfbd4, 0xfbd5, 0xfbd6, 0xfbd7, 0xfbd8, 0xfbd9, 0xfbda, 0xfbdb, 0xfbdc, 0xfbdd,
    0xfbde, 0xfbdf, 0xfbe0, 0xfbe1, 0xfbe2, 0xfbe3, 0xfbe4, 0xfbe5, 0xfbe6, 0xfbe7, 0xfbe8, 0xfbe9,
    0xfbea, 0xfbeb, 0xfbec, 0xfbed, 0xfbee, 0xfbef, 0xfbf0, 0xfbf1, 0xfbf2, 0xfbf3, 0xfbf4, 0xfbf5,
    0xfbf6, 0xfbf7, 0xfbf8, 0xfbf9, 0xfbfa, 0xfbfb, 0xfbfc, 0xfbfd, 0xfbfe, 0xfbff, 0xfc00, 0xfc01,
    0xfc02, 0xfc03, 0xfc04, 0xfc05, 0xfc06, 0xfc07, 0xfc08, 0xfc09, 0xfc0a, 0xfc0b, 0xfc0c, 0xfc0d,
    0xfc0e, 0xfc0f, 0xfc10, 0xfc11, 0xfc12, 0xfc13, 0xfc14, 0xfc15, 0xfc16, 0xfc17, 0xfc18, 0xfc19,
    0xfc1a, 0xfc1b, 0xfc1c, 0xfc1d, 0xfc1e, 0xfc1f, 0xfc20, 0xfc21, 0xfc22, 0xfc23, 0xfc24, 0xfc25,
    0xfc26, 0xfc27, 0xfc28, 0xfc29, 0xfc2a, 0xfc2b, 0xfc2c, 0xfc2d, 0xfc2e, 0xfc2f, 0xfc30, 0xfc31,
    0xfc32, 0xfc33, 0xfc34, 0xfc35, 0xfc36, 0xfc37, 0xfc38, 0xfc39, 0xfc3a, 0xfc3b, 0xfc3c, 0xfc3d,
    0xfc3e, 0xfc3f, 0xfc40, 0xfc41, 0xfc42, 0xfc43, 0xfc44, 0xfc45, 0xfc46, 0xfc47, 0xfc48, 0xfc49,
    0xfc4a, 0xfc4b, 0xfc4c, 0xfc4d, 0xfc4e, 0xfc4f, 0xfc50, 0xfc51, 0xfc52, 0xfc53, 0xfc54, 0xfc55,
    0xfc56, 0xfc57, 0xfc58, 0xfc59, 0xfc5a, 0xfc5b, 0xfc5c, 0xfc5d, 0xfc5e, 0xfc5f, 0xfc60, 0xfc61,
    0xfc62, 0xfc63, 0xfc64, 0xfc65, 0xfc66, 0xfc67, 0xfc68, 0xfc69, 0xfc6a, 0xfc6b, 0xfc6c, 0xfc6d,
    0xfc6e, 0xfc6f, 0xfc70, 0xfc71, 0xfc72, 0xfc73, 0xfc74, 0xfc75, 0xfc76, 0xfc77, 0xfc78, 0xfc79,
    0xfc7a, 0xfc7b, 0xfc7c, 0xfc7d, 0xfc7e, 0xfc7f, 0xfc80, 0xfc81, 0xfc82, 0xfc83, 0xfc84, 0xfc85,
    0xfc86, 0xfc87, 0xfc88, 0xfc89, 0xfc8a, 0xfc8b, 0xfc8c, 0xfc8d, 0xfc8e, 0xfc8f, 0xfc90, 0xfc91,
    0xfc92, 0xfc93, 0xfc94, 0xfc95, 0xfc96, 0xfc97, 0xfc98, 0xfc99, 0xfc9a, 0xfc9b, 0xfc9c, 0xfc9d,
    0xfc9e, 0xfc9f, 0xfca0, 0xfca1, 0xfca2, 0xfca3, 0xfca4, 0xfca5, 0xfca6, 0xfca7, 0xfca8, 0xfca9,
    0xfcaa, 0xfcab, 0xfcac, 0xfcad, 0xfcae, 0xfcaf, 0xfcb0, 0xfcb1, 0xfcb2, 0xfcb3, 0xfcb4, 0xfcb5,
    0xfcb6, 0xfcb7, 0xfcb8, 0xfcb9, 0xfcba, 0xfcbb, 0xfcbc, 0xfcbd, 0xfcbe, 0xfcbf, 0xfcc0, 0xfcc1,
    0xfcc2, 0xfcc3, 0xfcc4, 0xfcc5, 0xfcc6, 0xfcc7, 0xfcc8, 0xfcc9, 0xfcca, 0xfccb, 0xfccc, 0xfccd,
    0xfcce, 0xfccf, 0xfcd0, 0xfcd1, 0xfcd2, 0xfcd3, 0xfcd4, 0xfcd5, 0xfcd6, 0xfcd7, 0xfcd8, 0xfcd9,
    0xfcda, 0xfcdb, 0xfcdc, 0xfcdd, 0xfcde, 0xfcdf, 0xfce0, 0xfce1, 0xfce2, 0xfce3, 0xfce4, 0xfce5,
    0xfce6, 0xfce7, 0xfce8, 0xfce9, 0xfcea, 0xfceb, 0xfcec, 0xfced, 0xfcee, 0xfcef, 0xfcf0, 0xfcf1,
    0xfcf2, 0xfcf3, 0xfcf4, 0xfcf5, 0xfcf6, 0xfcf7, 0xfcf8, 0xfcf9, 0xfcfa, 0xfcfb, 0xfcfc, 0xfcfd,
    0xfcfe, 0xfcff, 0xfd00, 0xfd01, 0xfd02, 0xfd03, 0xfd04, 0xfd05, 0xfd06, 0xfd07, 0xfd08, 0xfd09,
    0xfd0a, 0xfd0b, 0xfd0c, 0xfd0d, 0xfd0e, 0xfd0f, 0xfd10, 0xfd11, 0xfd12, 0xfd13, 0xfd14, 0xfd15,
    0xfd16, 0xfd17, 0xfd18, 0xfd19, 0xfd1a, 0xfd1b, 0xfd1c, 0xfd1d, 0xfd1e, 0xfd1f, 0xfd20, 0xfd21,
    0xfd22, 0xfd23, 0xfd24, 0xfd25, 0xfd26, 0xfd27, 0xfd28, 0xfd29, 0xfd2a, 0xfd2b, 0xfd2c, 0xfd2d,
    0xfd2e, 0xfd2f, 0xfd30, 0xfd31, 0xfd32, 0xfd33, 0xfd34, 0xfd35, 0xfd36, 0xfd37, 0xfd38, 0xfd39,
    0xfd3a, 0xfd3b, 0xfd3c, 0xfd3d, 0xfd3e, 0xfd3f, 0xfd50, 0xfd51, 0xfd52, 0xfd53, 0xfd54, 0xfd55,
    0xfd56, 0xfd57, 0xfd58, 0xfd59, 0xfd5a, 0xfd5b, 0xfd5c, 0xfd5d, 0xfd5e, 0xfd5f, 0xfd60, 0xfd61,
    0xfd62, 0xfd63, 0xfd64, 0xfd65, 0xfd66, 0xfd67, 0xfd68, 0xfd69, 0xfd6a, 0xfd6b, 0xfd6c, 0xfd6d,
    0xfd6e, 0xfd6f, 0xfd70, 0xfd71, 0xfd72, 0xfd73, 0xfd74, 0xfd75, 0xfd76, 0xfd77, 0xfd78, 0xfd79,
    0xfd7a, 0xfd7b, 0xfd7c, 0xfd7d, 0xfd7e, 0xfd7f, 0xfd80, 0xfd81, 0xfd82, 0xfd83, 0xfd84, 0xfd85,
    0xfd86, 0xfd87, 0xfd88, 0xfd89, 0xfd8a, 0xfd8b, 0xfd8c, 0xfd8d, 0xfd8e, 0xfd8f, 0xfd92, 0xfd93,
    0xfd94, 0xfd95, 0xfd96, 0xfd97, 0xfd98, 0xfd99, 0xfd9a, 0xfd9b, 0xfd9c, 0xfd9d, 0xfd9e, 0xfd9f,
    0xfda0, 0xfda1, 0xfda2, 0xfda3, 0xfda4, 0xfda5, 0xfda6, 0xfda7, 0xfda8, 0xfda9, 0xfdaa, 0xfdab,
    0xfdac, 0xfdad, 0xfdae, 0xfdaf, 0xfdb0, 0xfdb1, 0xfdb2, 0xfdb3, 0xfdb4, 0xfdb5, 0xfdb6, 0xfdb7,
    0xfdb8, 0xfdb9, 0xfdba, 0xfdbb, 0xfdbc, 0xfdbd, 0xfdbe, 0xfdbf, 0xfdc0, 0xfdc1, 0xfdc2, 0xfdc3,
    0xfdc4, 0xfdc5, 0xfdc6, 0xfdc7, 0xfdf0, 0xfdf1, 0xfdf2, 0xfdf3, 0xfdf4, 0xfdf5, 0xfdf6, 0xfdf7,
    0xfdf8, 0xfdf9, 0xfdfa, 0xfdfb, 0xfdfc, 0xfe11, 0xfe13, 0xfe14, 0xfe15, 0xfe16, 0xfe19, 0xfe30,
    0xfe31, 0xfe34, 0xfe35, 0xfe36, 0xfe37, 0xfe38, 0xfe39, 0xfe3a, 0xfe3f, 0xfe49, 0xfe4a, 0xfe4b,
    0xfe4c, 0xfe4d, 0xfe4e, 0xfe4f, 0xfe50, 0xfe51, 0xfe52, 0xfe54, 0xfe55, 0xfe56, 0xfe57, 0xfe58,
    0xfe59, 0xfe5a, 0xfe5b, 0xfe5c, 0xfe5d, 0xfe5e, 0xfe5f, 0xfe60, 0xfe61, 0xfe62, 0xfe63, 0xfe64,
    0xfe65, 0xfe66, 0xfe68, 0xfe69, 0xfe6a, 0xfe6b, 0xfe71, 0xfe77, 0xfe79, 0xfe7b, 0xfe7d, 0xfe7f,
    0xfe80, 0xfe81, 0xfe82, 0xfe83, 0xfe84, 0xfe85, 0xfe86, 0xfe87, 0xfe88, 0xfe89, 0xfe8a, 0xfe8b,
    0xfe8c, 0xfe8d, 0xfe8e, 0xfe8f, 0xfe90, 0xfe91, 0xfe92, 0xfe93, 0xfe94, 0xfe95, 0xfe96, 0xfe97,
    0xfe98, 0xfe99, 0xfe9a, 0xfe9b, 0xfe9c, 0xfe9d, 0xfe9e, 0xfe9f, 0xfea0, 0xfea1, 0xfea2, 0xfea3,
    0xfea4, 0xfea5, 0xfea6, 0xfea7, 0xfea8, 0xfea9, 0xfeaa, 0xfeab, 0xfeac, 0xfead, 0xfeae, 0xfeaf,
    0xfeb0, 0xfeb1, 0xfeb2, 0xfeb3, 0xfeb4, 0xfeb5, 0xfeb6, 0xfeb7, 0xfeb8, 0xfeb9, 0xfeba, 0xfebb,
    0xfebc, 0xfebd, 0xfebe, 0xfebf, 0xfec0, 0xfec1, 0xfec2, 0xfec3, 0xfec4, 0xfec5, 0xfec6, 0xfec7,
    0xfec8, 0xfec9, 0xfeca, 0xfecb, 0xfecc, 0xfecd, 0xfece, 0xfecf, 0xfed0, 0xfed1, 0xfed2, 0xfed3,
    0xfed4, 0xfed5, 0xfed6, 0xfed7, 0xfed8, 0xfed9, 0xfeda, 0xfedb, 0xfedc, 0xfedd, 0xfede, 0xfedf,
    0xfee0, 0xfee1, 0xfee2, 0xfee3, 0xfee4, 0xfee5, 0xfee6, 0xfee7, 0xfee8, 0xfee9, 0xfeea, 0xfeeb,
    0xfeec, 0xfeed, 0xfeee, 0xfeef, 0xfef0, 0xfef1, 0xfef2, 0xfef3, 0xfef4, 0xfef5, 0xfef6, 0xfef7,
    0xfef8, 0xfef9, 0xfefa, 0xfefb, 0xfefc, 0xff01, 0xff02, 0xff03, 0xff04, 0xff05, 0xff06, 0xff07,
    0xff08, 0xff09, 0xff0a, 0xff0b, 0xff0c, 0xff0d, 0xff0e, 0xff0f, 0xff10, 0xff11, 0xff12, 0xff13,
    0xff14, 0xff15, 0xff16, 0xff17, 0xff18, 0xff19, 0xff1a, 0xff1b, 0xff1c, 0xff1d, 0xff1e, 0xff1f,
    0xff20, 0xff21, 0xff22, 0xff23, 0xff24, 0xff25, 0xff26, 0xff27, 0xff28, 0xff29, 0xff2a, 0xff2b,
    0xff2c, 0xff2d, 0xff2e, 0xff2f, 0xff30, 0xff31, 0xff32, 0xff33, 0xff34, 0xff35, 0xff36, 0xff37,
    0xff38, 0xff39, 0xff3a, 0xff3b, 0xff3c, 0xff3d, 0xff3e, 0xff3f, 0xff40, 0xff41, 0xff42, 0xff43,
    0xff44, 0xff45, 0xff46, 0xff47, 0xff48, 0xff49, 0xff4a, 0xff4b, 0xff4c, 0xff4d, 0xff4e, 0xff4f,
    0xff50, 0xff51, 0xff52, 0xff53, 0xff54, 0xff55, 0xff56, 0xff57, 0xff58, 0xff59, 0xff5a, 0xff5b,
    0xff5c, 0xff5d, 0xff5e, 0xff5f, 0xff60, 0xff61, 0xff62, 0xff63, 0xff64, 0xff65, 0xff66, 0xff67,
    0xff68, 0xff69, 0xff6a, 0xff6b, 0xff6c, 0xff6d, 0xff6e, 0xff6f, 0xff70, 0xff71, 0xff72, 0xff73,
    0xff74, 0xff75, 0xff76, 0xff77, 0xff78, 0xff79, 0xff7a, 0xff7b, 0xff7c, 0xff7d, 0xff7e, 0xff7f,
    0xff80, 0xff81, 0xff82, 0xff83, 0xff84, 0xff85, 0xff86, 0xff87, 0xff88, 0xff89, 0xff8a, 0xff8b,
    0xff8c, 0xff8d, 0xff8e, 0xff8f, 0xff90, 0xff91, 0xff92, 0xff93, 0xff94, 0xff95, 0xff96, 0xff97,
    0xff98, 0xff99, 0xff9a, 0xff9b, 0xff9c, 0xff9d, 0xff9f, 0xffa1, 0xffa2, 0xffa3, 0xffa4, 0xffa5,
    0xffa6, 0xffa7, 0xffa8, 0xffa9, 0xffaa, 0xffab, 0xffac, 0xffad, 0xffae, 0xffaf, 0xffb0, 0xffb1,
    0xffb2, 0xffb3, 0xffb4, 0xffb5, 0xffb6, 0xffb7, 0xffb8, 0xffb9, 0xffba, 0xffbb, 0xffbc, 0xffbd,
    0xffbe, 0xffc2, 0xffc3, 0xffc4, 0xffc5, 0xffc6, 0xffc7, 0xffca, 0xffcb, 0xffcc, 0xffcd, 0xffce,
    0xffcf, 0xffd2, 0xffd3, 0xffd4, 0xffd5, 0xffd6, 0xffd7, 0xffda, 0xffdb, 0xffdc, 0xffe0, 0xffe1,
    0xffe2, 0xffe3, 0xffe4, 0xffe5, 0xffe6, 0xffe8, 0xffe9, 0xffea, 0xffeb, 0xffec, 0xffed, 0xffee,
    0x10101, 0x10140, 0x10141, 0x1015b, 0x10171, 0x1017e, 0x10182, 0x1018b, 0x1018e, 0x10190, 0x10191, 0x10196,
    0x10197, 0x10198, 0x10199, 0x101a0, 0x10282, 0x10285, 0x10286, 0x10287, 0x1028a, 0x1028d, 0x10290, 0x10292,
    0x10294, 0x10295, 0x10296, 0x10297, 0x1029b, 0x102a0, 0x102a1, 0x102a2, 0x102a3, 0x102a5, 0x102ab, 0x102ad,
    0x102b0, 0x102b1, 0x102b2, 0x102b3, 0x102b4, 0x102b5, 0x102b6, 0x102b8, 0x102cf, 0x102e1, 0x102e4, 0x102e8,
    0x102f2, 0x102f5, 0x10301, 0x10302, 0x10309, 0x1030f, 0x10311, 0x10312, 0x10315, 0x10317, 0x1031a, 0x1031c,
    0x1031f, 0x10320, 0x10322, 0x1032d, 0x103d1, 0x103d3, 0x10401, 0x10404, 0x10411, 0x10415, 0x1041b, 0x1041f,
    0x10420, 0x10423, 0x10425, 0x10429, 0x1042a, 0x1042c, 0x1043d, 0x1043f, 0x10442, 0x10443, 0x10448, 0x1044b,
    0x1044d, 0x104a0, 0x104b0, 0x104b4, 0x104bc, 0x104c2, 0x104c3, 0x104c4, 0x104cd, 0x104ce, 0x104d0, 0x104d1,
    0x104d2, 0x104d8, 0x104db, 0x104ea, 0x104eb, 0x104f6, 0x104f9, 0x10507, 0x1050d, 0x1050e, 0x1050f, 0x10510,
    0x10513, 0x10516, 0x10517, 0x10518, 0x1051b, 0x1051d, 0x1051e, 0x10525, 0x10526, 0x10527, 0x107bd, 0x1091f,
    0x10921, 0x10926, 0x1092c, 0x10a0f, 0x10a38, 0x10a3a, 0x10a50, 0x10a57, 0x10ae5, 0x10af5, 0x10c13, 0x10c17,
    0x10c1f, 0x10c20, 0x10c21, 0x10c3e, 0x10c82, 0x10ca5, 0x10cc2, 0x10cfa, 0x10cfc, 0x10d07, 0x10d08, 0x10d09,
    0x10d13, 0x10d1c, 0x10ec6, 0x10ec7, 0x10ece, 0x10ed0, 0x10ef3, 0x10ef4, 0x10ef5, 0x10f46, 0x10f48, 0x10f49,
    0x11001, 0x11002, 0x11047, 0x11048, 0x1104b, 0x11053, 0x11055, 0x11081, 0x11082, 0x110ba, 0x110bb, 0x110c0,
    0x110c1, 0x11101, 0x11102, 0x11103, 0x11109, 0x1110a, 0x11116, 0x11117, 0x1111b, 0x1111d, 0x11123, 0x11124,
    0x11127, 0x11128, 0x1112a, 0x11133, 0x11141, 0x11142, 0x11173, 0x11174, 0x11181, 0x11182, 0x111c5, 0x111c6,
    0x111c7, 0x111ca, 0x111cb, 0x111db, 0x111dc, 0x111de, 0x1123a, 0x1123d, 0x112df, 0x112e9, 0x11300, 0x11301,
    0x11302, 0x11303, 0x11309, 0x1130a, 0x1131c, 0x11323, 0x11324, 0x11328, 0x1132f, 0x11335, 0x11336, 0x11339,
    0x1133b, 0x1133c, 0x1133e, 0x1133f, 0x11340, 0x11341, 0x11342, 0x11347, 0x113d4, 0x113d5, 0x11413, 0x11419,
    0x11424, 0x1142a, 0x1142d, 0x1142f, 0x11444, 0x11445, 0x11446, 0x1144b, 0x1144c, 0x1144f, 0x1148b, 0x1148c,
    0x1148d, 0x1148e, 0x1148f, 0x11490, 0x11491, 0x11492, 0x11494, 0x11496, 0x11498, 0x11499, 0x1149b, 0x1149d,
    0x1149e, 0x1149f, 0x114a0, 0x114a1, 0x114a2, 0x114a3, 0x114a7, 0x114a8, 0x114a9, 0x114aa, 0x114ab, 0x114ad,
    0x114ae, 0x114b0, 0x114b1, 0x114b9, 0x114bd, 0x114bf, 0x114c0, 0x114c1, 0x114c2, 0x114c3, 0x114c4, 0x114c5,
    0x114c6, 0x114d0, 0x114d1, 0x114d2, 0x114d6, 0x115bd, 0x115be, 0x115c0, 0x115c4, 0x115c5, 0x115d8, 0x115d9,
    0x115da, 0x115db, 0x115dc, 0x115dd, 0x1163d, 0x11641, 0x11642, 0x11643, 0x116ab, 0x116ac, 0x116b7, 0x116b9,
    0x11700, 0x11706, 0x1170a, 0x1170e, 0x1170f, 0x11837, 0x11838, 0x11839, 0x1183a, 0x1183b, 0x118a0, 0x118a2,
    0x118a3, 0x118a4, 0x118a6, 0x118a8, 0x118a9, 0x118ac, 0x118ae, 0x118af, 0x118b2, 0x118b5, 0x118b7, 0x118b8,
    0x118bb, 0x118bc, 0x118c0, 0x118c1, 0x118c2, 0x118c3, 0x118c4, 0x118c6, 0x118c8, 0x118ca, 0x118cc, 0x118ce,
    0x118d5, 0x118d6, 0x118d7, 0x118d8, 0x118dc, 0x118e0, 0x118e3, 0x118e4, 0x118e5, 0x118e6, 0x118e9, 0x118ec,
    0x118ef, 0x118f2, 0x119c2, 0x119ca, 0x119da, 0x119db, 0x119df, 0x11a38, 0x11a39, 0x11a96, 0x11abc, 0x11abe,
    0x11ae6, 0x11ae7, 0x11ae8, 0x11ae9, 0x11aea, 0x11aec, 0x11aed, 0x11aee, 0x11af4, 0x11af5, 0x11af6, 0x11af7,
    0x11af8, 0x11b0a, 0x11b60, 0x11b63, 0x11b66, 0x11c3d, 0x11c3e, 0x11c41, 0x11c42, 0x11cb2, 0x11cb5, 0x11d95,
    0x11dd9, 0x11dda, 0x11de0, 0x11de1, 0x11df0, 0x11df1, 0x12038, 0x12562, 0x132f9, 0x145a2, 0x145c1, 0x16869,
    0x1699b, 0x169c1, 0x169d6, 0x169fe, 0x16a19, 0x16a2c, 0x16ad1, 0x16ad6, 0x16ae4, 0x16ae9, 0x16aec, 0x16d63,
    0x16e80, 0x16e82, 0x16e8a, 0x16ea6, 0x16eaa, 0x16eb6, 0x16ec1, 0x16ed1, 0x16f07, 0x16f08, 0x16f0a, 0x16f16,
    0x16f1a, 0x16f1c, 0x16f26, 0x16f28, 0x16f2d, 0x16f35, 0x16f3a, 0x16f3b, 0x16f3d, 0x16f3f, 0x16f40, 0x16f42,
    0x16f43, 0x16f51, 0x16f52, 0x16f53, 0x16ff2, 0x1b127, 0x1ccd6, 0x1ccd7, 0x1ccd8, 0x1ccd9, 0x1ccda, 0x1ccdb,
    0x1ccdc, 0x1ccdd, 0x1ccde, 0x1ccdf, 0x1cce0, 0x1cce1, 0x1cce2, 0x1cce3, 0x1cce4, 0x1cce5, 0x1cce6, 0x1cce7,
    0x1cce8, 0x1cce9, 0x1ccea, 0x1cceb, 0x1ccec, 0x1cced, 0x1ccee, 0x1ccef, 0x1ccf0, 0x1ccf1, 0x1ccf2, 0x1ccf3,
    0x1ccf4, 0x1ccf5, 0x1ccf6, 0x1ccf7, 0x1ccf8, 0x1ccf9, 0x1ccfb, 0x1ceef, 0x1cef4, 0x1cefc, 0x1d100, 0x1d108,
    0x1d114, 0x1d127, 0x1d128, 0x1d134, 0x1d16d, 0x1d1fe, 0x1d202, 0x1d206, 0x1d207, 0x1d20b, 0x1d20c, 0x1d20d,
    0x1d20f, 0x1d212, 0x1d213, 0x1d214, 0x1d215, 0x1d216, 0x1d217, 0x1d219, 0x1d21a, 0x1d21b, 0x1d21c, 0x1d221,
    0x1d222, 0x1d228, 0x1d22a, 0x1d22b, 0x1d230, 0x1d236, 0x1d237, 0x1d238, 0x1d239, 0x1d23a, 0x1d23b, 0x1d23f,
    0x1d245, 0x1d260, 0x1d262, 0x1d373, 0x1d377, 0x1d400, 0x1d401, 0x1d402, 0x1d403, 0x1d404, 0x1d405, 0x1d406,
    0x1d407, 0x1d408, 0x1d409, 0x1d40a, 0x1d40b, 0x1d40c, 0x1d40d, 0x1d40e, 0x1d40f, 0x1d410, 0x1d411, 0x1d412,
    0x1d413, 0x1d414, 0x1d415, 0x1d416, 0x1d417, 0x1d418, 0x1d419, 0x1d41a, 0x1d41b, 0x1d41c, 0x1d41d, 0x1d41e,
    0x1d41f, 0x1d420, 0x1d421, 0x1d422, 0x1d423, 0x1d424, 0x1d425, 0x1d426, 0x1d427, 0x1d428, 0x1d429, 0x1d42a,
    0x1d42b, 0x1d42c, 0x1d42d, 0x1d42e, 0x1d42f, 0x1d430, 0x1d431, 0x1d432, 0x1d433, 0x1d434, 0x1d435, 0x1d436,
    0x1d437, 0x1d438, 0x1d439, 0x1d43a, 0x1d43b, 0x1d43c, 0x1d43d, 0x1d43e, 0x1d43f, 0x1d440, 0x1d441, 0x1d442,
    0x1d443, 0x1d444, 0x1d445, 0x1d446, 0x1d447, 0x1d448, 0x1d449, 0x1d44a, 0x1d44b, 0x1d44c, 0x1d44d, 0x1d44e,
    0x1d44f, 0x1d450, 0x1d451, 0x1d452, 0x1d453, 0x1d454, 0x1d456, 0x1d457, 0x1d458, 0x1d459, 0x1d45a, 0x1d45b,
    0x1d45c, 0x1d45d, 0x1d45e, 0x1d45f, 0x1d460, 0x1d461, 0x1d462, 0x1d463, 0x1d464, 0x1d465, 0x1d466, 0x1d467,
    0x1d468, 0x1d469, 0x1d46a, 0x1d46b, 0x1d46c, 0x1d46d, 0x1d46e, 0x1d46f, 0x1d470, 0x1d471, 0x1d472, 0x1d473,
    0x1d474, 0x1d475, 0x1d476, 0x1d477, 0x1d478, 0x1d479, 0x1d47a, 0x1d47b, 0x1d47c, 0x1d47d, 0x1d47e, 0x1d47f,
    0x1d480, 0x1d481, 0x1d482, 0x1d483, 0x1d484, 0x1d485, 0x1d486, 0x1d487, 0x1d488, 0x1d489, 0x1d48a, 0x1d48b,
    0x1d48c, 0x1d48d, 0x1d48e, 0x1d48f, 0x1d490, 0x1d491, 0x1d492, 0x1d493, 0x1d494, 0x1d495, 0x1d496, 0x1d497,
    0x1d498, 0x1d499, 0x1d49a, 0x1d49b, 0x1d49c, 0x1d49e, 0x1d49f, 0x1d4a2, 0x1d4a5, 0x1d4a6, 0x1d4a9, 0x1d4aa,
    0x1d4ab, 0x1d4ac, 0x1d4ae, 0x1d4af, 0x1d4b0, 0x1d4b1, 0x1d4b2, 0x1d4b3, 0x1d4b4, 0x1d4b5, 0x1d4b6, 0x1d4b7,
    0x1d4b8, 0x1d4b9, 0x1d4bb, 0x1d4bd, 0x1d4be, 0x1d4bf, 0x1d4c0, 0x1d4c1, 0x1d4c2, 0x1d4c3, 0x1d4c5, 0x1d4c6,
    0x1d4c7, 0x1d4c8, 0x1d4c9, 0x1d4ca, 0x1d4cb, 0x1d4cc, 0x1d4cd, 0x1d4ce, 0x1d4cf, 0x1d4d0, 0x1d4d1, 0x1d4d2,
    0x1d4d3, 0x1d4d4, 0x1d4d5, 0x1d4d6, 0x1d4d7, 0x1d4d8, 0x1d4d9, 0x1d4da, 0x1d4db, 0x1d4dc, 0x1d4dd, 0x1d4de,
    0x1d4df, 0x1d4e0, 0x1d4e1, 0x1d4e2, 0x1d4e3, 0x1d4e4, 0x1d4e5, 0x1d4e6, 0x1d4e7, 0x1d4e8, 0x1d4e9, 0x1d4ea,
    0x1d4eb, 0x1d4ec, 0x1d4ed, 0x1d4ee, 0x1d4ef, 0x1d4f0, 0x1d4f1, 0x1d4f2, 0x1d4f3, 0x1d4f4, 0x1d4f5, 0x1d4f6,
    0x1d4f7, 0x1d4f8, 0x1d4f9, 0x1d4fa, 0x1d4fb, 0x1d4fc, 0x1d4fd, 0x1d4fe, 0x1d4ff, 0x1d500, 0x1d501, 0x1d502,
    0x1d503, 0x1d504, 0x1d505, 0x1d507, 0x1d508, 0x1d509, 0x1d50a, 0x1d50d, 0x1d50e, 0x1d50f, 0x1d510, 0x1d511,
    0x1d512, 0x1d513, 0x1d514, 0x1d516, 0x1d517, 0x1d518, 0x1d519, 0x1d51a, 0x1d51b, 0x1d51c, 0x1d51e, 0x1d51f,
    0x1d520, 0x1d521, 0x1d522, 0x1d523, 0x1d524, 0x1d525, 0x1d526, 0x1d527, 0x1d528, 0x1d529, 0x1d52a, 0x1d52b,
    0x1d52c, 0x1d52d, 0x1d52e, 0x1d52f, 0x1d530, 0x1d531, 0x1d532, 0x1d533, 0x1d534, 0x1d535, 0x1d536, 0x1d537,
    0x1d538, 0x1d539, 0x1d53b, 0x1d53c, 0x1d53d, 0x1d53e, 0x1d540, 0x1d541, 0x1d542, 0x1d543, 0x1d544, 0x1d546,
    0x1d54a, 0x1d54b, 0x1d54c, 0x1d54d, 0x1d54e, 0x1d54f, 0x1d550, 0x1d552, 0x1d553, 0x1d554, 0x1d555, 0x1d556,
    0x1d557, 0x1d558, 0x1d559, 0x1d55a, 0x1d55b, 0x1d55c, 0x1d55d, 0x1d55e, 0x1d55f, 0x1d560, 0x1d561, 0x1d562,
    0x1d563, 0x1d564, 0x1d565, 0x1d566, 0x1d567, 0x1d568, 0x1d569, 0x1d56a, 0x1d56b, 0x1d56c, 0x1d56d, 0x1d56e,
    0x1d56f, 0x1d570, 0x1d571, 0x1d572, 0x1d573, 0x1d574, 0x1d575, 0x1d576, 0x1d577, 0x1d578, 0x1d579, 0x1d57a,
    0x1d57b, 0x1d57c, 0x1d57d, 0x1d57e, 0x1d57f, 0x1d580, 0x1d581, 0x1d582, 0x1d583, 0x1d584, 0x1d585, 0x1d586,
    0x1d587, 0x1d588, 0x1d589, 0x1d58a, 0x1d58b, 0x1d58c, 0x1d58d, 0x1d58e, 0x1d58f, 0x1d590, 0x1d591, 0x1d592,
    0x1d593, 0x1d594, 0x1d595, 0x1d596, 0x1d597, 0x1d598, 0x1d599, 0x1d59a, 0x1d59b, 0x1d59c, 0x1d59d, 0x1d59e,
    0x1d59f, 0x1d5a0, 0x1d5a1, 0x1d5a2, 0x1d5a3, 0x1d5a4, 0x1d5a5, 0x1d5a6, 0x1d5a7, 0x1d5a8, 0x1d5a9, 0x1d5aa,
    0x1d5ab, 0x1d5ac, 0x1d5ad, 0x1d5ae, 0x1d5af, 0x1d5b0, 0x1d5b1, 0x1d5b2, 0x1d5b3, 0x1d5b4, 0x1d5b5, 0x1d5b6,
    0x1d5b7, 0x1d5b8, 0x1d5b9, 0x1d5ba, 0x1d5bb, 0x1d5bc, 0x1d5bd, 0x1d5be, 0x1d5bf, 0x1d5c0, 0x1d5c1, 0x1d5c2,
    0x1d5c3, 0x1d5c4, 0x1d5c5, 0x1d5c6, 0x1d5c7, 0x1d5c8, 0x1d5c9, 0x1d5ca, 0x1d5cb, 0x1d5cc, 0x1d5cd, 0x1d5ce,
    0x1d5cf, 0x1d5d0, 0x1d5d1, 0x1d5d2, 0x1d5d3, 0x1d5d4, 0x1d5d5, 0x1d5d6, 0x1d5d7, 0x1d5d8, 0x1d5d9, 0x1d5da,
    0x1d5db, 0x1d5dc, 0x1d5dd, 0x1d5de, 0x1d5df, 0x1d5e0, 0x1d5e1, 0x1d5e2, 0x1d5e3, 0x1d5e4, 0x1d5e5, 0x1d5e6,
    0x1d5e7, 0x1d5e8, 0x1d5e9, 0x1d5ea, 0x1d5eb, 0x1d5ec, 0x1d5ed, 0x1d5ee, 0x1d5ef, 0x1d5f0, 0x1d5f1, 0x1d5f2,
    0x1d5f3, 0x1d5f4, 0x1d5f5, 0x1d5f6, 0x1d5f7, 0x1d5f8, 0x1d5f9, 0x1d5fa, 0x1d5fb, 0x1d5fc, 0x1d5fd, 0x1d5fe,
    0x1d5ff, 0x1d600, 0x1d601, 0x1d602, 0x1d603, 0x1d604, 0x1d605, 0x1d606, 0x1d607, 0x1d608, 0x1d609, 0x1d60a,
    0x1d60b, 0x1d60c, 0x1d60d, 0x1d60e, 0x1d60f, 0x1d610, 0x1d611, 0x1d612, 0x1d613, 0x1d614, 0x1d615, 0x1d616,
    0x1d617, 0x1d618, 0x1d619, 0x1d61a, 0x1d61b, 0x1d61c, 0x1d61d, 0x1d61e, 0x1d61f, 0x1d620, 0x1d621, 0x1d622,
    0x1d623, 0x1d624, 0x1d625, 0x1d626, 0x1d627, 0x1d628, 0x1d629, 0x1d62a, 0x1d62b, 0x1d62c, 0x1d62d, 0x1d62e,
    0x1d62f, 0x1d630, 0x1d631, 0x1d632, 0x1d633, 0x1d634, 0x1d635, 0x1d636, 0x1d637, 0x1d638, 0x1d639, 0x1d63a,
    0x1d63b, 0x1d63c, 0x1d63d, 0x1d63e, 0x1d63f, 0x1d640, 0x1d641, 0x1d642, 0x1d643, 0x1d644, 0x1d645, 0x1d646,
    0x1d647, 0x1d648, 0x1d649, 0x1d64a, 0x1d64b, 0x1d64c, 0x1d64d, 0x1d64e, 0x1d64f, 0x1d650, 0x1d651, 0x1d652,
    0x1d653, 0x1d654, 0x1d655, 0x1d656, 0x1d657, 0x1d658, 0x1d659, 0x1d65a, 0x1d65b, 0x1d65c, 0x1d65d, 0x1d65e,
    0x1d65f, 0x1d660, 0x1d661, 0x1d662, 0x1d663, 0x1d664, 0x1d665, 0x1d666, 0x1d667, 0x1d668, 0x1d669, 0x1d66a,
    0x1d66b, 0x1d66c, 0x1d66d, 0x1d66e, 0x1d66f, 0x1d670, 0x1d671, 0x1d672, 0x1d673, 0x1d674, 0x1d675, 0x1d676,
    0x1d677, 0x1d678, 0x1d679, 0x1d67a, 0x1d67b, 0x1d67c, 0x1d67d, 0x1d67e, 0x1d67f, 0x1d680, 0x1d681, 0x1d682,
    0x1d683, 0x1d684, 0x1d685, 0x1d686, 0x1d687, 0x1d688, 0x1d689, 0x1d68a, 0x1d68b, 0x1d68c, 0x1d68d, 0x1d68e,
    0x1d68f, 0x1d690, 0x1d691, 0x1d692, 0x1d693, 0x1d694, 0x1d695, 0x1d696, 0x1d697, 0x1d698, 0x1d699, 0x1d69a,
    0x1d69b, 0x1d69c, 0x1d69d, 0x1d69e, 0x1d69f, 0x1d6a0, 0x1d6a1, 0x1d6a2, 0x1d6a3, 0x1d6a4, 0x1d6a5, 0x1d6a6,
    0x1d6a8, 0x1d6a9, 0x1d6aa, 0x1d6ab, 0x1d6ac, 0x1d6ad, 0x1d6ae, 0x1d6af, 0x1d6b0, 0x1d6b1, 0x1d6b2, 0x1d6b3,
    0x1d6b4, 0x1d6b5, 0x1d6b6, 0x1d6b7, 0x1d6b8, 0x1d6b9, 0x1d6ba, 0x1d6bb, 0x1d6bc, 0x1d6bd, 0x1d6be, 0x1d6bf,
    0x1d6c0, 0x1d6c1, 0x1d6c2, 0x1d6c3, 0x1d6c4, 0x1d6c5, 0x1d6c6, 0x1d6c7, 0x1d6c8, 0x1d6c9, 0x1d6ca, 0x1d6cb,
    0x1d6cc, 0x1d6cd, 0x1d6ce, 0x1d6cf, 0x1d6d0, 0x1d6d1, 0x1d6d2, 0x1d6d3, 0x1d6d4, 0x1d6d5, 0x1d6d6, 0x1d6d7,
    0x1d6d8, 0x1d6d9, 0x1d6da, 0x1d6db, 0x1d6dc, 0x1d6dd, 0x1d6de, 0x1d6df, 0x1d6e0, 0x1d6e1, 0x1d6e2, 0x1d6e3,
    0x1d6e4, 0x1d6e5, 0x1d6e6, 0x1d6e7, 0x1d6e8, 0x1d6e9, 0x1d6ea, 0x1d6eb, 0x1d6ec, 0x1d6ed, 0x1d6ee, 0x1d6ef,
    0x1d6f0, 0x1d6f1, 0x1d6f2, 0x1d6f3, 0x1d6f4, 0x1d6f5, 0x1d6f6, 0x1d6f7, 0x1d6f8, 0x1d6f9, 0x1d6fa, 0x1d6fb,
    0x1d6fc, 0x1d6fd, 0x1d6fe, 0x1d6ff, 0x1d700, 0x1d701, 0x1d702, 0x1d703, 0x1d704, 0x1d705, 0x1d706, 0x1d707,
    0x1d708, 0x1d709, 0x1d70a, 0x1d70b, 0x1d70c, 0x1d70d, 0x1d70e, 0x1d70f, 0x1d710, 0x1d711, 0x1d712, 0x1d713,
    0x1d714, 0x1d715, 0x1d716, 0x1d717, 0x1d718, 0x1d719, 0x1d71a, 0x1d71b, 0x1d71c, 0x1d71d, 0x1d71e, 0x1d71f,
    0x1d720, 0x1d721, 0x1d722, 0x1d723, 0x1d724, 0x1d725, 0x1d726, 0x1d727, 0x1d728, 0x1d729, 0x1d72a, 0x1d72b,
    0x1d72c, 0x1d72d, 0x1d72e, 0x1d72f, 0x1d730, 0x1d731, 0x1d732, 0x1d733, 0x1d734, 0x1d735, 0x1d736, 0x1d737,
    0x1d738, 0x1d739, 0x1d73a, 0x1d73b, 0x1d73c, 0x1d73d, 0x1d73e, 0x1d73f, 0x1d740, 0x1d741, 0x1d742, 0x1d743,
    0x1d744, 0x1d745, 0x1d746, 0x1d747, 0x1d748, 0x1d749, 0x1d74a, 0x1d74b, 0x1d74c, 0x1d74d, 0x1d74e, 0x1d74f,
    0x1d750, 0x1d751, 0x1d752, 0x1d753, 0x1d754, 0x1d755, 0x1d756, 0x1d757, 0x1d758, 0x1d759, 0x1d75a, 0x1d75b,
    0x1d75c, 0x1d75d, 0x1d75e, 0x1d75f, 0x1d760, 0x1d761, 0x1d762, 0x1d763, 0x1d764, 0x1d765, 0x1d766, 0x1d767,
    0x1d768, 0x1d769, 0x1d76a, 0x1d76b, 0x1d76c, 0x1d76d, 0x1d76e, 0x1d76f, 0x1d770, 0x1d771, 0x1d772, 0x1d773,
    0x1d774, 0x1d775, 0x1d776, 0x1d777, 0x1d778, 0x1d779, 0x1d77a, 0x1d77b, 0x1d77c, 0x1d77d, 0x1d77e, 0x1d77f,
    0x1d780, 0x1d781, 0x1d782, 0x1d783, 0x1d784, 0x1d785, 0x1d786, 0x1d787, 0x1d788, 0x1d789, 0x1d78a, 0x1d78b,
    0x1d78c, 0x1d78d, 0x1d78e, 0x1d78f, 0x1d790, 0x1d791, 0x1d792, 0x1d793, 0x1d794, 0x1d795, 0x1d796, 0x1d797,
    0x1d798, 0x1d799, 0x1d79a, 0x1d79b, 0x1d79c, 0x1d79d, 0x1d79e, 0x1d79f, 0x1d7a0, 0x1d7a1, 0x1d7a2, 0x1d7a3,
    0x1d7a4, 0x1d7a5, 0x1d7a6, 0x1d7a7, 0x1d7a8, 0x1d7a9, 0x1d7aa, 0x1d7ab, 0x1d7ac, 0x1d7ad, 0x1d7ae, 0x1d7af,
    0x1d7b0, 0x1d7b1, 0x1d7b2, 0x1d7b3, 0x1d7b4, 0x1d7b5, 0x1d7b6, 0x1d7b7, 0x1d7b8, 0x1d7b9, 0x1d7ba, 0x1d7bb,
    0x1d7bc, 0x1d7bd, 0x1d7be, 0x1d7bf, 0x1d7c0, 0x1d7c1, 0x1d7c2, 0x1d7c3, 0x1d7c4, 0x1d7c5, 0x1d7c6, 0x1d7c7,
    0x1d7c8, 0x1d7c9, 0x1d7ca, 0x1d7cb, 0x1d7ce, 0x1d7cf, 0x1d7d0, 0x1d7d1, 0x1d7d2, 0x1d7d3, 0x1d7d4, 0x1d7d5,
    0x1d7d6, 0x1d7d7, 0x1d7d8, 0x1d7d9, 0x1d7da, 0x1d7db, 0x1d7dc, 0x1d7dd, 0x1d7de, 0x1d7df, 0x1d7e0, 0x1d7e1,
    0x1d7e2, 0x1d7e3, 0x1d7e4, 0x1d7e5, 0x1d7e6, 0x1d7e7, 0x1d7e8, 0x1d7e9, 0x1d7ea, 0x1d7eb, 0x1d7ec, 0x1d7ed,
    0x1d7ee, 0x1d7ef, 0x1d7f0, 0x1d7f1, 0x1d7f2, 0x1d7f3, 0x1d7f4, 0x1d7f5, 0x1d7f6, 0x1d7f7, 0x1d7f8, 0x1d7f9,
    0x1d7fa, 0x1d7fb, 0x1d7fc, 0x1d7fd, 0x1d7fe, 0x1d7ff, 0x1db00, 0x1df1f, 0x1df20, 0x1df22, 0x1df23, 0x1df24,
    0x1df2b, 0x1df2c, 0x1df2d, 0x1df2e, 0x1df2f, 0x1df30, 0x1df31, 0x1df32, 0x1df33, 0x1df34, 0x1df35, 0x1df36,
    0x1df37, 0x1df38, 0x1df39, 0x1df3a, 0x1df3b, 0x1df3c, 0x1df3d, 0x1df3e, 0x1df3f, 0x1df40, 0x1df41, 0x1df42,
    0x1df43, 0x1df44, 0x1df45, 0x1df46, 0x1df47, 0x1df48, 0x1df49, 0x1df4a, 0x1df4b, 0x1df4c, 0x1df4d, 0x1df4e,
    0x1df4f, 0x1df50, 0x1df51, 0x1df52, 0x1df53, 0x1df54, 0x1df55, 0x1df5a, 0x1df5b, 0x1df5c, 0x1df5d, 0x1df5e,
    0x1df5f, 0x1df62, 0x1df63, 0x1df64, 0x1df65, 0x1df67, 0x1df6a, 0x1df6c, 0x1df6d, 0x1df6e, 0x1df7d, 0x1df81,
    0x1df95, 0x1e032, 0x1e03c, 0x1e047, 0x1e04f, 0x1e06b, 0x1e06c, 0x1e132, 0x1e133, 0x1e134, 0x1e140, 0x1e141,
    0x1e145, 0x1e2ec, 0x1e2ed, 0x1e2f0, 0x1e2f2, 0x1e5ff, 0x1e6e9, 0x1e6ee, 0x1e8c7, 0x1e8c8, 0x1e8c9, 0x1e8cb,
    0x1e8cc, 0x1e8cd, 0x1e946, 0x1e948, 0x1e94b, 0x1ec75, 0x1ec83, 0x1ec86, 0x1ec87, 0x1ec89, 0x1ec9e, 0x1ec9f,
    0x1eca0, 0x1eca1, 0x1eca2, 0x1eca3, 0x1ecae, 0x1ecb1, 0x1ecb2, 0x1ed01, 0x1ed09, 0x1ed13, 0x1ed2e, 0x1ed2f,
    0x1ed31, 0x1ed32, 0x1ed36, 0x1ed37, 0x1ed3c, 0x1ee00, 0x1ee01, 0x1ee02, 0x1ee03, 0x1ee05, 0x1ee06, 0x1ee07,
    0x1ee08, 0x1ee09, 0x1ee0a, 0x1ee0b, 0x1ee0c, 0x1ee0d, 0x1ee0e, 0x1ee0f, 0x1ee10, 0x1ee11, 0x1ee12, 0x1ee13,
    0x1ee14, 0x1ee15, 0x1ee16, 0x1ee17, 0x1ee18, 0x1ee19, 0x1ee1a, 0x1ee1b, 0x1ee1c, 0x1ee1d, 0x1ee1e, 0x1ee1f,
    0x1ee21, 0x1ee22, 0x1ee24, 0x1ee27, 0x1ee29, 0x1ee2a, 0x1ee2b, 0x1ee2c, 0x1ee2d, 0x1ee2e, 0x1ee2f, 0x1ee30,
    0x1ee31, 0x1ee32, 0x1ee34, 0x1ee35, 0x1ee36, 0x1ee37, 0x1ee39, 0x1ee3b, 0x1ee42, 0x1ee47, 0x1ee49, 0x1ee4b,
    0x1ee4d, 0x1ee4e, 0x1ee4f, 0x1ee51, 0x1ee52, 0x1ee54, 0x1ee57, 0x1ee59, 0x1ee5b, 0x1ee5d, 0x1ee5f, 0x1ee61,
    0x1ee62, 0x1ee64, 0x1ee67, 0x1ee68, 0x1ee69, 0x1ee6a, 0x1ee6c, 0x1ee6d, 0x1ee6e, 0x1ee6f, 0x1ee70, 0x1ee71,
    0x1ee72, 0x1ee74, 0x1ee75, 0x1ee76, 0x1ee77, 0x1ee79, 0x1ee7a, 0x1ee7b, 0x1ee7c, 0x1ee7e, 0x1ee80, 0x1ee81,
    0x1ee82, 0x1ee83, 0x1ee84, 0x1ee85, 0x1ee86, 0x1ee87, 0x1ee88, 0x1ee89, 0x1ee8b, 0x1ee8c, 0x1ee8d, 0x1ee8e,
    0x1ee8f, 0x1ee90, 0x1ee91, 0x1ee92, 0x1ee93, 0x1ee94, 0x1ee95, 0x1ee96, 0x1ee97, 0x1ee98, 0x1ee99, 0x1ee9a,
    0x1ee9b, 0x1eea1, 0x1eea2, 0x1eea3, 0x1eea5, 0x1eea6, 0x1eea7, 0x1eea8, 0x1eea9, 0x1eeab, 0x1eeac, 0x1eead,
    0x1eeae, 0x1eeaf, 0x1eeb0, 0x1eeb1, 0x1eeb2, 0x1eeb3, 0x1eeb4, 0x1eeb5, 0x1eeb6, 0x1eeb7, 0x1eeb8, 0x1eeb9,
    0x1eeba, 0x1eebb, 0x1eef1, 0x1f100, 0x1f101, 0x1f102, 0x1f103, 0x1f104, 0x1f105, 0x1f106, 0x1f107, 0x1f108,
    0x1f109, 0x1f10a, 0x1f10f, 0x1f110, 0x1f111, 0x1f112, 0x1f113, 0x1f114, 0x1f115, 0x1f116, 0x1f117, 0x1f118,
    0x1f119, 0x1f11a, 0x1f11b, 0x1f11c, 0x1f11d, 0x1f11e, 0x1f11f, 0x1f120, 0x1f121, 0x1f122, 0x1f123, 0x1f124,
    0x1f125, 0x1f126, 0x1f127, 0x1f128, 0x1f129, 0x1f12a, 0x1f12b, 0x1f12c, 0x1f16d, 0x1f16e, 0x1f190, 0x1f240,
    0x1f241, 0x1f242, 0x1f243, 0x1f244, 0x1f245, 0x1f246, 0x1f247, 0x1f248, 0x1f312, 0x1f318, 0x1f319, 0x1f333,
    0x1f34e, 0x1f34f, 0x1f352, 0x1f353, 0x1f377, 0x1f3e2, 0x1f40d, 0x1f443, 0x1f514, 0x1f672, 0x1f674, 0x1f675,
    0x1f700, 0x1f701, 0x1f702, 0x1f704, 0x1f707, 0x1f708, 0x1f70a, 0x1f714, 0x1f728, 0x1f73a, 0x1f74c, 0x1f754,
    0x1f755, 0x1f75c, 0x1f75e, 0x1f768, 0x1f76b, 0x1f76c, 0x1f771, 0x1fbf0, 0x1fbf1, 0x1fbf2, 0x1fbf3, 0x1fbf4,
    0x1fbf5, 0x1fbf6, 0x1fbf7, 0x1fbf8, 0x1fbf9, 0x20005, 0x2011e, 0x2011f, 0x20120, 0x201f1, 0x201f9, 0x20302,
    0x20457, 0x2050a, 0x205e5, 0x205e7, 0x205e8, 0x205ef, 0x205f3, 0x205f5, 0x205f6, 0x205fd, 0x205fe, 0x205ff,
    0x20602, 0x20606, 0x20608, 0x20609, 0x2060a, 0x2060b, 0x2060e, 0x20610, 0x20619, 0x2061d, 0x2061f, 0x20620,
    0x20623, 0x20674, 0x206a3, 0x206a4, 0x20730, 0x20ad3, 0x20b9f, 0x20bb7, 0x20c0c, 0x20c6c, 0x20f96, 0x2123c,
    0x2125f, 0x212b9, 0x2143f, 0x21533, 0x21587, 0x216a7, 0x2180c, 0x21c23, 0x21d0a, 0x21fe8, 0x22049, 0x2231b,
    0x2232c, 0x22505, 0x225bd, 0x225ff, 0x22b0e, 0x230b7, 0x23377, 0x237ec, 0x23d40, 0x23d6d, 0x23dbd, 0x23f7d,
    0x246c9, 0x2486f, 0x248fd, 0x24968, 0x24a01, 0x24c12, 0x24c6e, 0x24d01, 0x24f5c, 0x2511a, 0x251e4, 0x25235,
    0x25458, 0x2562f, 0x2578a, 0x25871, 0x25874, 0x2592e, 0x25ad4, 0x25b7c, 0x25c83, 0x25cbb, 0x25d89, 0x2652e,
    0x2659d, 0x266b9, 0x26760, 0x26805, 0x26900, 0x26936, 0x2695d, 0x26b6b, 0x26c25, 0x26cc6, 0x26cef, 0x26d06,
    0x26f69, 0x27144, 0x27255, 0x277f5, 0x27af4, 0x27c32, 0x27ff4, 0x284dc, 0x28bba, 0x28e93, 0x291dd, 0x29460,
    0x29477, 0x29516, 0x299b4, 0x29c18, 0x29ff2, 0x2acdd, 0x2aec5, 0x2b35d, 0x2b4f0, 0x2b738, 0x2b739, 0x2b73a,
    0x2b73e, 0x2b7f3, 0x2bb42, 0x2be14, 0x2bf9f, 0x2c09b, 0x2c13a, 0x2c260, 0x2cacd, 0x2d161, 0x2ea07, 0x2ec9d,
    0x2ece1, 0x2ed07, 0x2ed76, 0x2ee1c, 0x31e7c, 0x32a8f,
];

/// The ends of the prototypes in [`PROTOTYPES`]; each begins where that of the one before ends.
#[rustfmt::skip]
pub(super) static ENDS: [u16; 6702] = [
    1, 2, 5, 8, 11, 13, 16, 17, 19, 20, 23, 25,
    28, 31, 34, 36, 39, 40, 43, 45, 50, 53, 54, 57,
    60, 63, 66, 67, 69, 71, 74, 77, 80, 83, 85, 88,
    90, 92, 95, 98, 99, 102, 104, 107, 110, 111, 113, 116,
    118, 121, 124, 125, 128, 129, 131, 132, 135, 137, 140, 143,
    147, 150, 153, 156, 158, 161, 162, 163, 166, 168, 171, 174,
    176, 179, 182, 185, 186, 189, 190, 191, 192, 193, 195, 196,
    200, 204, 208, 210, 212, 214, 216, 218, 220, 223, 226, 228,
    230, 232, 233, 234, 235, 238, 241, 242, 244, 247, 250, 251,
    254, 257, 260, 263, 266, 267, 270, 273, 276, 277, 280, 283,
    286, 288, 292, 295, 298, 301, 302, 303, 306, 309, 310, 311,
    314, 317, 320, 321, 325, 328, 331, 334, 338, 342, 345, 348,
    351, 352, 353, 354, 357, 359, 360, 363, 366, 368, 371, 374,
    376, 379, 382, 386, 388, 390, 394, 397, 401, 402, 404, 405,
    406, 407, 408, 410, 411, 412, 413, 414, 415, 416, 417, 418,
    420, 422, 423, 425, 428, 430, 431, 433, 436, 439, 443, 445,
    448, 450, 451, 453, 454, 456, 458, 460, 464, 466, 469, 473,
    475, 477, 479, 482, 484, 486, 488, 490, 494, 496, 498, 500,
    502, 504, 506, 510, 512, 514, 518, 520, 522, 525, 527, 529,
    532, 534, 536, 539, 540, 541, 542, 543, 544, 545, 546, 549,
    550, 551, 553, 554, 555, 556, 557, 559, 560, 561, 562, 563,
    565, 566, 569, 572, 575, 578, 579, 581, 582, 583, 584, 585,
    588, 589, 591, 593, 596, 597, 599, 601, 603, 604, 606, 608,
    609, 611, 612, 613, 615, 616, 617, 618, 621, 624, 626, 627,
    628, 629, 631, 634, 637, 638, 639, 640, 641, 644, 645, 647,
    648, 649, 650, 652, 653, 654, 655, 657, 658, 659, 660, 661,
    663, 664, 666, 667, 669, 670, 671, 673, 674, 675, 677, 680,
    682, 684, 686, 687, 689, 690, 691, 694, 695, 697, 698, 699,
    702, 705, 707, 710, 713, 714, 715, 716, 719, 722, 723, 726,
    729, 731, 733, 736, 739, 740, 741, 743, 745, 751, 756, 762,
    769, 772, 775, 778, 780, 784, 787, 791, 795, 798, 802, 805,
    809, 812, 816, 819, 823, 826, 829, 832, 837, 838, 839, 842,
    845, 848, 849, 850, 851, 855, 858, 859, 863, 867, 870, 874,
    877, 881, 883, 885, 888, 892, 893, 895, 897, 899, 901, 902,
    904, 907, 910, 911, 913, 914, 916, 918, 921, 922, 923, 924,
    925, 928, 931, 932, 935, 938, 939, 940, 942, 943, 944, 945,
    946, 948, 949, 950, 951, 954, 955, 958, 959, 960, 962, 963,
    964, 965, 966, 967, 968, 969, 972, 973, 975, 977, 979, 981,
    983, 985, 987, 989, 991, 993, 995, 997, 998, 1000, 1002, 1003,
    1005, 1007, 1008, 1009, 1010, 1011, 1012, 1014, 1016, 1018, 1019, 1021,
    1030, 1042, 1043, 1045, 1047, 1049, 1051, 1052, 1055, 1059, 1063, 1067,
    1071, 1072, 1073, 1075, 1079, 1081, 1083, 1087, 1089, 1091, 1093, 1095,
    1097, 1099, 1101, 1103, 1105, 1107, 1109, 1110, 1111, 1112, 1113, 1115,
    1121, 1122, 1124, 1125, 1127, 1129, 1132, 1135, 1138, 1141, 1145, 1151,
    1155, 1159, 1161, 1165, 1169, 1173, 1177, 1181, 1185, 1189, 1193, 1197,
    1201, 1205, 1209, 1213, 1215, 1219, 1221, 1223, 1227, 1231, 1235, 1239,
    1241, 1245, 1249, 1250, 1251, 1254, 1256, 1260, 1264, 1269, 1273, 1277,
    1279, 1283, 1285, 1289, 1291, 1292, 1293, 1295, 1299, 1301, 1305, 1309,
    1310, 1311, 1313, 1315, 1317, 1318, 1320, 1321, 1323, 1325, 1331, 1337,
    1340, 1341, 1342, 1343, 1344, 1346, 1348, 1350, 1352, 1354, 1358, 1362,
    1366, 1368, 1372, 1374, 1378, 1382, 1386, 1390, 1394, 1398, 1400, 1404,
    1406, 1410, 1412, 1416, 1420, 1424, 1426, 1427, 1428, 1429, 1430, 1431,
    1432, 1433, 1435, 1437, 1439, 1441, 1443, 1445, 1446, 1447, 1448, 1450,
    1452, 1454, 1455, 1456, 1458, 1460, 1462, 1464, 1467, 1469, 1473, 1477,
    1481, 1485, 1489, 1491, 1497, 1503, 1505, 1507, 1511, 1515, 1521, 1527,
    1533, 1535, 1537, 1539, 1545, 1549, 1555, 1559, 1563, 1565, 1567, 1569,
    1571, 1573, 1575, 1579, 1581, 1583, 1585, 1587, 1589, 1591, 1593, 1595,
    1599, 1601, 1602, 1608, 1615, 1624, 1629, 1635, 1642, 1651, 1661, 1672,
    1682, 1686, 1693, 1695, 1699, 1702, 1704, 1708, 1714, 1716, 1718, 1720,
    1724, 1732, 1733, 1735, 1736, 1738, 1739, 1741, 1746, 1752, 1762, 1768,
    1773, 1778, 1779, 1784, 1789, 1793, 1799, 1801, 1807, 1813, 1814, 1815,
    1816, 1819, 1821, 1823, 1826, 1832, 1844, 1856, 1863, 1874, 1887, 1893,
    1899, 1902, 1911, 1914, 1917, 1920, 1923, 1926, 1929, 1932, 1935, 1937,
    1940, 1944, 1952, 1956, 1959, 1962, 1965, 1966, 1967, 1968, 1977, 1979,
    1983, 1985, 1986, 1992, 1998, 2004, 2010, 2019, 2028, 2037, 2039, 2042,
    2044, 2047, 2050, 2053, 2056, 2057, 2060, 2061, 2064, 2066, 2069, 2071,
    2075, 2076, 2082, 2083, 2085, 2087, 2089, 2090, 2091, 2093, 2099, 2102,
    2106, 2109, 2112, 2115, 2118, 2120, 2123, 2124, 2127, 2130, 2133, 2139,
    2145, 2148, 2151, 2154, 2160, 2166, 2169, 2175, 2178, 2184, 2188, 2189,
    2192, 2194, 2200, 2206, 2211, 2216, 2221, 2226, 2231, 2237, 2242, 2248,
    2254, 2260, 2266, 2272, 2273, 2277, 2278, 2281, 2284, 2287, 2290, 2293,
    2296, 2302, 2308, 2311, 2314, 2317, 2320, 2323, 2326, 2329, 2332, 2335,
    2338, 2341, 2344, 2347, 2350, 2353, 2356, 2359, 2365, 2366, 2369, 2372,
    2375, 2377, 2381, 2382, 2385, 2391, 2394, 2400, 2406, 2412, 2418, 2424,
    2427, 2433, 2436, 2437, 2438, 2441, 2444, 2447, 2450, 2453, 2459, 2462,
    2465, 2468, 2471, 2474, 2477, 2483, 2486, 2495, 2500, 2503, 2504, 2510,
    2519, 2528, 2529, 2538, 2544, 2553, 2559, 2565, 2571, 2577, 2583, 2589,
    2590, 2593, 2599, 2605, 2611, 2614, 2617, 2620, 2623, 2626, 2632, 2638,
    2641, 2644, 2650, 2656, 2659, 2662, 2665, 2668, 2671, 2674, 2677, 2680,
    2683, 2688, 2690, 2696, 2699, 2701, 2702, 2705, 2708, 2711, 2714, 2717,
    2720, 2723, 2728, 2731, 2734, 2736, 2742, 2745, 2748, 2751, 2754, 2756,
    2757, 2763, 2769, 2777, 2789, 2801, 2804, 2810, 2816, 2822, 2828, 2830,
    2836, 2842, 2848, 2851, 2860, 2869, 2875, 2881, 2883, 2886, 2889, 2895,
    2898, 2901, 2907, 2910, 2911, 2915, 2921, 2922, 2928, 2934, 2949, 2955,
    2970, 2973, 2975, 2977, 2980, 2981, 2982, 2984, 2985, 2991, 2994, 3000,
    3009, 3015, 3017, 3023, 3029, 3034, 3037, 3038, 3039, 3040, 3041, 3045,
    3048, 3049, 3051, 3052, 3053, 3059, 3065, 3071, 3077, 3078, 3084, 3090,
    3096, 3102, 3108, 3114, 3120, 3126, 3132, 3136, 3142, 3146, 3152, 3158,
    3164, 3170, 3179, 3188, 3197, 3206, 3215, 3221, 3227, 3233, 3239, 3243,
    3250, 3256, 3262, 3268, 3274, 3280, 3286, 3295, 3304, 3308, 3314, 3320,
    3326, 3332, 3338, 3344, 3350, 3356, 3360, 3364, 3368, 3372, 3376, 3380,
    3382, 3386, 3390, 3394, 3398, 3402, 3408, 3414, 3420, 3426, 3432, 3436,
    3442, 3448, 3454, 3460, 3466, 3472, 3478, 3484, 3490, 3496, 3502, 3511,
    3517, 3523, 3532, 3538, 3541, 3547, 3550, 3556, 3562, 3568, 3574, 3580,
    3586, 3592, 3598, 3604, 3610, 3619, 3628, 3634, 3640, 3646, 3655, 3661,
    3667, 3673, 3679, 3688, 3697, 3706, 3712, 3718, 3724, 3733, 3739, 3748,
    3754, 3760, 3766, 3772, 3781, 3787, 3793, 3799, 3805, 3811, 3817, 3823,
    3829, 3835, 3841, 3847, 3853, 3859, 3865, 3874, 3877, 3883, 3889, 3892,
    3898, 3904, 3907, 3910, 3916, 3922, 3928, 3934, 3940, 3946, 3952, 3955,
    3958, 3964, 3967, 3973, 3974, 3977, 3980, 3983, 3986, 3989, 3992, 3998,
    4007, 4013, 4019, 4025, 4031, 4037, 4043, 4049, 4058, 4064, 4070, 4079,
    4085, 4094, 4103, 4112, 4121, 4128, 4137, 4143, 4149, 4155, 4161, 4167,
    4173, 4179, 4188, 4194, 4200, 4206, 4210, 4216, 4222, 4228, 4232, 4238,
    4244, 4250, 4256, 4259, 4263, 4270, 4272, 4276, 4279, 4283, 4287, 4293,
    4297, 4303, 4309, 4315, 4321, 4324, 4330, 4336, 4342, 4348, 4354, 4360,
    4361, 4363, 4365, 4367, 4369, 4370, 4373, 4375, 4377, 4378, 4380, 4381,
    4382, 4383, 4384, 4387, 4388, 4391, 4392, 4393, 4394, 4395, 4396, 4399,
    4401, 4402, 4403, 4404, 4405, 4408, 4411, 4412, 4413, 4414, 4416, 4418,
    4421, 4422, 4423, 4424, 4425, 4426, 4427, 4428, 4429, 4430, 4431, 4432,
    4433, 4436, 4437, 4439, 4442, 4443, 4444, 4446, 4448, 4449, 4451, 4456,
    4461, 4465, 4469, 4474, 4479, 4484, 4489, 4494, 4499, 4504, 4509, 4514,
    4519, 4521, 4523, 4525, 4526, 4532, 4537, 4543, 4549, 4550, 4552, 4553,
    4556, 4557, 4560, 4563, 4567, 4571, 4576, 4581, 4584, 4587, 4592, 4597,
    4600, 4603, 4608, 4613, 4614, 4615, 4617, 4622, 4625, 4628, 4632, 4636,
    4641, 4646, 4651, 4656, 4661, 4666, 4671, 4676, 4681, 4686, 4688, 4691,
    4695, 4699, 4700, 4701, 4702, 4705, 4710, 4715, 4718, 4721, 4726, 4731,
    4734, 4737, 4742, 4747, 4750, 4753, 4758, 4763, 4767, 4769, 4771, 4773,
    4774, 4779, 4784, 4789, 4794, 4799, 4804, 4807, 4810, 4815, 4820, 4825,
    4830, 4835, 4840, 4842, 4843, 4848, 4853, 4857, 4861, 4866, 4871, 4876,
    4881, 4886, 4891, 4894, 4897, 4902, 4907, 4908, 4913, 4918, 4923, 4928,
    4933, 4938, 4941, 4946, 4951, 4956, 4961, 4966, 4971, 4976, 4981, 4986,
    4991, 4996, 5001, 5006, 5011, 5016, 5021, 5026, 5031, 5036, 5041, 5046,
    5051, 5056, 5061, 5066, 5071, 5076, 5081, 5085, 5091, 5095, 5101, 5106,
    5111, 5116, 5121, 5126, 5131, 5136, 5141, 5146, 5151, 5156, 5161, 5166,
    5171, 5174, 5177, 5182, 5187, 5192, 5197, 5202, 5207, 5212, 5217, 5222,
    5227, 5232, 5237, 5238, 5239, 5244, 5249, 5254, 5259, 5264, 5269, 5271,
    5274, 5275, 5276, 5282, 5286, 5292, 5296, 5302, 5306, 5312, 5318, 5320,
    5321, 5327, 5333, 5339, 5343, 5349, 5355, 5361, 5362, 5363, 5366, 5369,
    5372, 5373, 5374, 5375, 5377, 5378, 5379, 5382, 5385, 5388, 5391, 5392,
    5395, 5398, 5401, 5403, 5405, 5407, 5409, 5410, 5411, 5417, 5423, 5429,
    5435, 5439, 5445, 5451, 5457, 5462, 5467, 5472, 5477, 5482, 5487, 5492,
    5493, 5495, 5496, 5497, 5498, 5501, 5504, 5505, 5506, 5507, 5508, 5510,
    5513, 5515, 5516, 5517, 5519, 5520, 5521, 5524, 5525, 5526, 5528, 5529,
    5532, 5541, 5544, 5550, 5559, 5562, 5565, 5568, 5571, 5577, 5583, 5585,
    5588, 5591, 5593, 5596, 5599, 5602, 5605, 5606, 5607, 5608, 5611, 5614,
    5619, 5624, 5629, 5634, 5639, 5644, 5649, 5654, 5659, 5664, 5669, 5674,
    5679, 5684, 5689, 5694, 5699, 5704, 5705, 5708, 5714, 5720, 5722, 5725,
    5730, 5735, 5740, 5745, 5749, 5754, 5758, 5763, 5768, 5770, 5773, 5776,
    5779, 5785, 5788, 5792, 5795, 5801, 5804, 5805, 5808, 5811, 5814, 5820,
    5826, 5832, 5835, 5838, 5841, 5844, 5846, 5848, 5849, 5850, 5856, 5862,
    5864, 5866, 5869, 5871, 5874, 5878, 5881, 5884, 5887, 5890, 5896, 5898,
    5901, 5902, 5903, 5904, 5906, 5908, 5914, 5920, 5921, 5922, 5923, 5924,
    5925, 5926, 5927, 5929, 5931, 5933, 5935, 5939, 5941, 5943, 5945, 5947,
    5949, 5951, 5953, 5954, 5956, 5957, 5959, 5961, 5963, 5964, 5966, 5967,
    5970, 5971, 5972, 5973, 5974, 5976, 5977, 5979, 5981, 5984, 5986, 5990,
    5994, 5997, 6001, 6005, 6009, 6013, 6017, 6019, 6023, 6027, 6029, 6032,
    6036, 6039, 6042, 6046, 6049, 6052, 6055, 6058, 6061, 6064, 6067, 6070,
    6074, 6075, 6076, 6080, 6082, 6086, 6090, 6094, 6097, 6101, 6105, 6106,
    6109, 6112, 6115, 6117, 6119, 6120, 6122, 6124, 6125, 6126, 6127, 6128,
    6129, 6130, 6131, 6132, 6133, 6134, 6135, 6136, 6137, 6138, 6139, 6140,
    6141, 6142, 6145, 6148, 6150, 6151, 6152, 6153, 6154, 6156, 6158, 6160,
    6162, 6163, 6165, 6168, 6170, 6171, 6172, 6173, 6182, 6194, 6195, 6197,
    6200, 6201, 6203, 6206, 6207, 6208, 6210, 6212, 6213, 6214, 6215, 6217,
    6219, 6221, 6222, 6228, 6229, 6233, 6234, 6237, 6240, 6241, 6243, 6247,
    6250, 6253, 6257, 6261, 6265, 6269, 6273, 6277, 6279, 6283, 6285, 6288,
    6293, 6296, 6299, 6303, 6305, 6307, 6314, 6316, 6319, 6322, 6323, 6326,
    6329, 6332, 6334, 6336, 6339, 6340, 6341, 6342, 6343, 6344, 6347, 6348,
    6349, 6350, 6351, 6352, 6354, 6355, 6356, 6357, 6358, 6359, 6362, 6363,
    6365, 6366, 6368, 6369, 6370, 6371, 6372, 6373, 6374, 6375, 6376, 6378,
    6380, 6382, 6384, 6385, 6388, 6390, 6391, 6393, 6395, 6397, 6400, 6403,
    6407, 6408, 6409, 6410, 6411, 6412, 6415, 6418, 6421, 6424, 6427, 6430,
    6433, 6436, 6439, 6442, 6445, 6448, 6450, 6451, 6453, 6456, 6458, 6459,
    6461, 6464, 6468, 6470, 6471, 6473, 6476, 6477, 6478, 6479, 6480, 6481,
    6483, 6486, 6488, 6489, 6491, 6494, 6498, 6500, 6501, 6503, 6506, 6507,
    6508, 6509, 6511, 6513, 6515, 6518, 6521, 6524, 6527, 6531, 6534, 6535,
    6539, 6543, 6546, 6548, 6551, 6553, 6555, 6557, 6558, 6561, 6562, 6563,
    6564, 6566, 6568, 6570, 6571, 6573, 6574, 6576, 6577, 6579, 6583, 6589,
    6595, 6604, 6605, 6607, 6610, 6611, 6614, 6619, 6621, 6623, 6626, 6629,
    6632, 6635, 6638, 6640, 6642, 6645, 6648, 6652, 6655, 6657, 6660, 6661,
    6664, 6667, 6668, 6670, 6671, 6674, 6676, 6679, 6682, 6685, 6688, 6691,
    6694, 6700, 6703, 6704, 6707, 6710, 6713, 6717, 6722, 6726, 6729, 6732,
    6737, 6742, 6746, 6749, 6751, 6754, 6757, 6762, 6765, 6766, 6767, 6769,
    6772, 6777, 6780, 6784, 6785, 6788, 6791, 6794, 6797, 6800, 6803, 6806,
    6809, 6812, 6815, 6818, 6824, 6827, 6828, 6831, 6833, 6836, 6839, 6842,
    6845, 6848, 6851, 6854, 6857, 6860, 6863, 6866, 6869, 6872, 6875, 6878,
    6881, 6884, 6887, 6890, 6894, 6898, 6902, 6906, 6910, 6914, 6918, 6922,
    6926, 6930, 6934, 6936, 6938, 6940, 6942, 6944, 6946, 6948, 6950, 6952,
    6955, 6958, 6961, 6964, 6967, 6970, 6973, 6976, 6979, 6982, 6985, 6988,
    6991, 6994, 6997, 7000, 7003, 7006, 7009, 7012, 7015, 7018, 7021, 7025,
    7028, 7031, 7034, 7037, 7040, 7043, 7046, 7049, 7052, 7055, 7058, 7061,
    7064, 7066, 7069, 7071, 7074, 7078, 7081, 7084, 7085, 7086, 7089, 7092,
    7094, 7095, 7096, 7097, 7100, 7103, 7105, 7108, 7111, 7114, 7117, 7120,
    7122, 7125, 7128, 7131, 7135, 7138, 7141, 7144, 7146, 7149, 7152, 7154,
    7156, 7159, 7163, 7165, 7168, 7172, 7175, 7179, 7183, 7186, 7194, 7206,
    7208, 7209, 7210, 7211, 7212, 7213, 7214, 7215, 7216, 7217, 7218, 7220,
    7223, 7227, 7231, 7232, 7233, 7234, 7237, 7240, 7241, 7245, 7246, 7247,
    7251, 7257, 7261, 7267, 7270, 7273, 7276, 7279, 7282, 7286, 7289, 7292,
    7295, 7298, 7302, 7305, 7306, 7310, 7311, 7314, 7315, 7316, 7318, 7322,
    7325, 7328, 7331, 7334, 7337, 7345, 7348, 7350, 7353, 7356, 7359, 7362,
    7365, 7368, 7372, 7375, 7378, 7379, 7382, 7385, 7388, 7391, 7394, 7397,
    7401, 7404, 7406, 7409, 7411, 7414, 7417, 7423, 7426, 7428, 7432, 7436,
    7439, 7442, 7445, 7448, 7451, 7454, 7455, 7456, 7457, 7459, 7461, 7462,
    7464, 7467, 7470, 7472, 7473, 7474, 7475, 7477, 7480, 7483, 7484, 7485,
    7486, 7488, 7490, 7492, 7493, 7495, 7496, 7498, 7499, 7501, 7502, 7503,
    7505, 7507, 7508, 7509, 7510, 7511, 7512, 7515, 7516, 7517, 7519, 7521,
    7522, 7524, 7526, 7528, 7531, 7533, 7536, 7539, 7542, 7545, 7547, 7550,
    7551, 7552, 7554, 7555, 7557, 7559, 7560, 7562, 7563, 7564, 7565, 7566,
    7567, 7569, 7570, 7571, 7572, 7574, 7575, 7576, 7577, 7580, 7582, 7584,
    7586, 7588, 7591, 7593, 7594, 7595, 7598, 7600, 7601, 7602, 7604, 7607,
    7613, 7615, 7616, 7617, 7618, 7619, 7620, 7622, 7623, 7625, 7628, 7629,
    7632, 7634, 7636, 7639, 7641, 7643, 7645, 7646, 7649, 7652, 7655, 7658,
    7661, 7663, 7665, 7668, 7671, 7673, 7675, 7677, 7679, 7681, 7683, 7686,
    7689, 7691, 7692, 7693, 7694, 7697, 7700, 7703, 7706, 7709, 7713, 7716,
    7719, 7722, 7725, 7728, 7731, 7735, 7738, 7741, 7744, 7747, 7750, 7753,
    7756, 7759, 7762, 7765, 7768, 7771, 7774, 7777, 7780, 7783, 7786, 7789,
    7792, 7795, 7798, 7802, 7805, 7808, 7811, 7815, 7818, 7821, 7824, 7827,
    7830, 7833, 7837, 7840, 7844, 7848, 7851, 7854, 7857, 7861, 7864, 7867,
    7870, 7873, 7876, 7879, 7882, 7885, 7888, 7892, 7895, 7898, 7902, 7905,
    7908, 7911, 7914, 7917, 7920, 7932, 7935, 7938, 7941, 7945, 7948, 7951,
    7954, 7957, 7960, 7963, 7966, 7970, 7973, 7976, 7980, 7983, 7986, 7989,
    7992, 7995, 7998, 8001, 8004, 8007, 8010, 8013, 8016, 8019, 8022, 8025,
    8028, 8031, 8034, 8037, 8040, 8041, 8042, 8045, 8048, 8051, 8054, 8057,
    8060, 8063, 8066, 8069, 8072, 8075, 8078, 8081, 8084, 8087, 8090, 8093,
    8096, 8099, 8102, 8105, 8108, 8111, 8114, 8117, 8120, 8123, 8126, 8129,
    8132, 8135, 8138, 8141, 8144, 8147, 8150, 8153, 8156, 8159, 8162, 8165,
    8168, 8171, 8174, 8177, 8180, 8183, 8186, 8189, 8192, 8195, 8198, 8201,
    8204, 8207, 8210, 8213, 8216, 8219, 8222, 8225, 8228, 8231, 8234, 8237,
    8240, 8243, 8246, 8249, 8252, 8255, 8258, 8261, 8264, 8267, 8270, 8273,
    8276, 8279, 8282, 8285, 8288, 8291, 8294, 8297, 8306, 8309, 8312, 8315,
    8318, 8321, 8324, 8327, 8330, 8333, 8336, 8339, 8342, 8345, 8348, 8351,
    8354, 8357, 8360, 8363, 8366, 8369, 8372, 8375, 8378, 8381, 8384, 8387,
    8390, 8393, 8396, 8399, 8402, 8405, 8408, 8411, 8414, 8417, 8420, 8423,
    8426, 8429, 8432, 8435, 8438, 8441, 8444, 8447, 8450, 8453, 8456, 8459,
    8462, 8465, 8468, 8471, 8474, 8477, 8480, 8483, 8486, 8489, 8492, 8495,
    8498, 8501, 8504, 8507, 8510, 8513, 8516, 8519, 8522, 8525, 8528, 8531,
    8534, 8537, 8549, 8552, 8555, 8558, 8561, 8564, 8567, 8570, 8573, 8576,
    8579, 8582, 8585, 8588, 8591, 8594, 8597, 8600, 8603, 8606, 8609, 8612,
    8615, 8618, 8621, 8624, 8627, 8630, 8633, 8636, 8639, 8642, 8645, 8648,
    8651, 8654, 8657, 8660, 8663, 8666, 8669, 8672, 8675, 8678, 8681, 8684,
    8687, 8688, 8690, 8692, 8693, 8696, 8699, 8702, 8703, 8704, 8707, 8710,
    8711, 8713, 8715, 8716, 8719, 8722, 8725, 8728, 8731, 8734, 8736, 8739,
    8741, 8742, 8745, 8748, 8751, 8754, 8757, 8760, 8763, 8764, 8767, 8770,
    8773, 8776, 8779, 8782, 8784, 8787, 8788, 8789, 8792, 8795, 8801, 8807,
    8810, 8816, 8822, 8825, 8831, 8834, 8840, 8846, 8852, 8858, 8864, 8870,
    8876, 8879, 8882, 8888, 8894, 8897, 8903, 8904, 8907, 8913, 8916, 8919,
    8922, 8925, 8928, 8931, 8937, 8940, 8946, 8949, 8955, 8958, 8964, 8967,
    8973, 8982, 8988, 8991, 8994, 9000, 9009, 9015, 9018, 9021, 9027, 9030,
    9036, 9042, 9048, 9054, 9063, 9069, 9078, 9084, 9090, 9096, 9102, 9108,
    9112, 9118, 9124, 9133, 9142, 9148, 9154, 9158, 9165, 9171, 9177, 9183,
    9189, 9195, 9198, 9200, 9203, 9207, 9211, 9215, 9221, 9224, 9230, 9239,
    9245, 9251, 9260, 9266, 9269, 9275, 9278, 9281, 9284, 9288, 9291, 9294,
    9297, 9298, 9299, 9300, 9304, 9307, 9311, 9315, 9319, 9322, 9325, 9329,
    9332, 9336, 9339, 9342, 9346, 9351, 9356, 9361, 9366, 9371, 9376, 9381,
    9384, 9389, 9394, 9399, 9404, 9409, 9414, 9422, 9430, 9438, 9446, 9454,
    9462, 9470, 9476, 9484, 9492, 9500, 9508, 9516, 9524, 9532, 9547, 9559,
    9564, 9569, 9574, 9579, 9584, 9589, 9594, 9599, 9604, 9609, 9614, 9619,
    9624, 9629, 9634, 9639, 9644, 9649, 9654, 9659, 9664, 9669, 9674, 9679,
    9684, 9689, 9694, 9699, 9704, 9709, 9714, 9719, 9724, 9729, 9734, 9739,
    9742, 9746, 9750, 9754, 9758, 9762, 9766, 9770, 9774, 9778, 9783, 9788,
    9793, 9795, 9798, 9800, 9803, 9809, 9813, 9817, 9821, 9825, 9829, 9833,
    9837, 9841, 9845, 9849, 9854, 9859, 9864, 9869, 9874, 9879, 9884, 9889,
    9894, 9899, 9904, 9909, 9914, 9919, 9924, 9927, 9929, 9931, 9934, 9936,
    9938, 9941, 9943, 9949, 9955, 9962, 9968, 9970, 9972, 9975, 9978, 9980,
    9982, 9984, 9986, 9989, 9993, 9995, 9997, 10000, 10003, 10006, 10008, 10010,
    10013, 10016, 10019, 10022, 10025, 10028, 10030, 10032, 10035, 10038, 10042, 10046,
    10049, 10052, 10056, 10058, 10061, 10064, 10067, 10070, 10075, 10077, 10079, 10082,
    10085, 10087, 10089, 10092, 10095, 10097, 10099, 10101, 10103, 10106, 10109, 10111,
    10113, 10116, 10119, 10124, 10126, 10128, 10130, 10134, 10137, 10139, 10141, 10143,
    10145, 10147, 10149, 10151, 10153, 10156, 10158, 10161, 10163, 10166, 10170, 10174,
    10176, 10181, 10184, 10186, 10188, 10190, 10192, 10196, 10200, 10204, 10208, 10212,
    10216, 10220, 10224, 10228, 10232, 10236, 10241, 10246, 10251, 10256, 10261, 10266,
    10271, 10276, 10281, 10286, 10291, 10296, 10301, 10306, 10311, 10316, 10321, 10326,
    10331, 10336, 10341, 10346, 10349, 10352, 10355, 10359, 10362, 10365, 10369, 10373,
    10377, 10381, 10385, 10389, 10392, 10395, 10399, 10403, 10406, 10409, 10413, 10416,
    10419, 10420, 10426, 10435, 10438, 10439, 10440, 10441, 10444, 10448, 10452, 10461,
    10465, 10468, 10471, 10474, 10478, 10481, 10484, 10487, 10493, 10502, 10505, 10508,
    10511, 10514, 10517, 10520, 10523, 10526, 10529, 10532, 10535, 10538, 10542, 10545,
    10548, 10551, 10554, 10557, 10560, 10564, 10567, 10570, 10574, 10577, 10580, 10583,
    10586, 10589, 10592, 10595, 10598, 10601, 10605, 10608, 10611, 10614, 10617, 10620,
    10623, 10626, 10629, 10632, 10635, 10638, 10641, 10644, 10647, 10650, 10654, 10658,
    10662, 10665, 10668, 10671, 10674, 10677, 10680, 10683, 10686, 10689, 10692, 10695,
    10698, 10701, 10704, 10707, 10710, 10713, 10716, 10720, 10729, 10732, 10735, 10739,
    10742, 10745, 10748, 10751, 10754, 10757, 10761, 10764, 10767, 10770, 10773, 10776,
    10779, 10782, 10785, 10788, 10792, 10795, 10798, 10801, 10804, 10807, 10810, 10813,
    10816, 10819, 10822, 10825, 10828, 10831, 10834, 10837, 10840, 10844, 10847, 10851,
    10854, 10857, 10860, 10863, 10867, 10879, 10883, 10886, 10889, 10892, 10895, 10898,
    10901, 10904, 10907, 10910, 10913, 10916, 10919, 10922, 10925, 10928, 10931, 10934,
    10937, 10940, 10943, 10946, 10947, 10948, 10949, 10950, 10951, 10952, 10953, 10954,
    10955, 10957, 10958, 10959, 10962, 10963, 10964, 10965, 10966, 10967, 10969, 10970,
    10971, 10972, 10973, 10974, 10977, 10978, 10981, 10982, 10984, 10985, 10986, 10987,
    10989, 10992, 10993, 10994, 10996, 10998, 10999, 11001, 11002, 11003, 11006, 11007,
    11009, 11010, 11011, 11012, 11013, 11014, 11017, 11018, 11019, 11021, 11022, 11024,
    11025, 11027, 11030, 11034, 11036, 11039, 11041, 11043, 11046, 11049, 11052, 11054,
    11056, 11060, 11063, 11065, 11070, 11073, 11076, 11079, 11082, 11083, 11085, 11087,
    11089, 11092, 11093, 11094, 11095, 11097, 11099, 11105, 11107, 11109, 11111, 11114,
    11116, 11117, 11119, 11121, 11123, 11125, 11127, 11129, 11131, 11133, 11135, 11137,
    11139, 11141, 11144, 11147, 11150, 11152, 11154, 11155, 11158, 11159, 11161, 11162,
    11163, 11165, 11166, 11169, 11170, 11171, 11172, 11173, 11174, 11176, 11179, 11180,
    11181, 11185, 11189, 11191, 11194, 11195, 11196, 11197, 11200, 11201, 11202, 11203,
    11205, 11208, 11210, 11213, 11216, 11219, 11222, 11224, 11226, 11228, 11230, 11234,
    11236, 11239, 11242, 11245, 11246, 11247, 11249, 11250, 11252, 11253, 11255, 11262,
    11267, 11273, 11279, 11285, 11291, 11297, 11306, 11312, 11321, 11327, 11333, 11342,
    11349, 11355, 11361, 11367, 11373, 11379, 11385, 11394, 11400, 11406, 11415, 11419,
    11423, 11432, 11438, 11444, 11450, 11456, 11459, 11462, 11465, 11467, 11470, 11473,
    11474, 11480, 11482, 11483, 11492, 11501, 11502, 11503, 11504, 11507, 11511, 11516,
    11521, 11523, 11527, 11528, 11529, 11531, 11532, 11536, 11537, 11539, 11541, 11542,
    11544, 11547, 11549, 11550, 11553, 11555, 11558, 11561, 11562, 11565, 11568, 11571,
    11573, 11576, 11577, 11578, 11580, 11582, 11585, 11587, 11588, 11591, 11594, 11595,
    11597, 11599, 11600, 11601, 11602, 11604, 11605, 11608, 11610, 11613, 11614, 11615,
    11621, 11630, 11636, 11645, 11651, 11657, 11666, 11675, 11681, 11687, 11693, 11702,
    11708, 11717, 11726, 11732, 11741, 11750, 11756, 11762, 11768, 11774, 11783, 11789,
    11795, 11801, 11810, 11816, 11822, 11831, 11837, 11843, 11849, 11858, 11867, 11876,
    11885, 11894, 11903, 11909, 11918, 11922, 11928, 11937, 11943, 11952, 11958, 11964,
    11973, 11979, 11985, 11994, 12000, 12006, 12012, 12019, 12028, 12037, 12043, 12049,
    12055, 12061, 12067, 12073, 12080, 12086, 12092, 12098, 12107, 12113, 12119, 12125,
    12127, 12129, 12131, 12134, 12137, 12139, 12141, 12145, 12149, 12153, 12157, 12161,
    12163, 12165, 12167, 12169, 12171, 12173, 12175, 12177, 12179, 12182, 12186, 12188,
    12190, 12192, 12194, 12196, 12198, 12202, 12206, 12210, 12214, 12216, 12218, 12220,
    12222, 12224, 12226, 12228, 12230, 12232, 12234, 12236, 12238, 12242, 12246, 12250,
    12254, 12258, 12262, 12266, 12270, 12272, 12274, 12276, 12278, 12280, 12282, 12284,
    12286, 12288, 12290, 12292, 12294, 12296, 12298, 12300, 12302, 12304, 12306, 12308,
    12310, 12312, 12314, 12316, 12318, 12322, 12326, 12330, 12334, 12338, 12342, 12346,
    12350, 12352, 12354, 12356, 12358, 12360, 12362, 12364, 12366, 12368, 12370, 12372,
    12374, 12376, 12378, 12380, 12382, 12384, 12386, 12390, 12394, 12398, 12402, 12405,
    12408, 12409, 12410, 12411, 12412, 12413, 12414, 12415, 12416, 12418, 12420, 12424,
    12428, 12432, 12436, 12440, 12444, 12448, 12452, 12456, 12460, 12465, 12470, 12476,
    12480, 12484, 12486, 12488, 12492, 12496, 12498, 12500, 12502, 12504, 12506, 12508,
    12513, 12518, 12523, 12528, 12534, 12540, 12548, 12556, 12564, 12572, 12581, 12590,
    12596, 12602, 12608, 12614, 12620, 12626, 12628, 12630, 12632, 12634, 12640, 12646,
    12652, 12658, 12664, 12668, 12672, 12676, 12680, 12684, 12688, 12692, 12696, 12700,
    12704, 12708, 12712, 12718, 12724, 12730, 12736, 12740, 12744, 12748, 12752, 12756,
    12760, 12764, 12768, 12772, 12776, 12780, 12784, 12788, 12792, 12796, 12800, 12804,
    12808, 12812, 12816, 12820, 12824, 12828, 12832, 12836, 12840, 12844, 12848, 12852,
    12856, 12860, 12864, 12868, 12872, 12875, 12879, 12883, 12887, 12891, 12895, 12899,
    12903, 12907, 12911, 12915, 12919, 12923, 12927, 12931, 12935, 12939, 12943, 12947,
    12951, 12955, 12959, 12963, 12967, 12971, 12975, 12978, 12981, 12984, 12987, 12991,
    12995, 12999, 13003, 13007, 13011, 13016, 13021, 13026, 13033, 13040, 13047, 13054,
    13061, 13067, 13073, 13079, 13085, 13091, 13097, 13103, 13107, 13111, 13115, 13119,
    13123, 13127, 13131, 13135, 13139, 13143, 13147, 13151, 13157, 13163, 13169, 13175,
    13181, 13187, 13191, 13195, 13199, 13203, 13206, 13210, 13214, 13218, 13222, 13226,
    13230, 13234, 13237, 13241, 13245, 13249, 13253, 13257, 13261, 13265, 13270, 13274,
    13278, 13282, 13286, 13290, 13294, 13300, 13306, 13312, 13318, 13323, 13327, 13331,
    13335, 13339, 13342, 13346, 13350, 13354, 13358, 13361, 13367, 13371, 13375, 13379,
    13383, 13387, 13391, 13395, 13399, 13403, 13407, 13411, 13415, 13419, 13423, 13427,
    13431, 13435, 13439, 13443, 13447, 13451, 13455, 13459, 13463, 13467, 13471, 13475,
    13479, 13483, 13487, 13491, 13495, 13499, 13503, 13507, 13511, 13515, 13519, 13522,
    13526, 13530, 13534, 13538, 13542, 13546, 13550, 13554, 13557, 13560, 13563, 13567,
    13571, 13575, 13579, 13583, 13586, 13592, 13597, 13601, 13604, 13608, 13611, 13617,
    13622, 13626, 13629, 13635, 13640, 13644, 13648, 13652, 13656, 13659, 13663, 13666,
    13673, 13680, 13687, 13691, 13695, 13699, 13703, 13707, 13711, 13715, 13719, 13725,
    13731, 13735, 13739, 13743, 13747, 13751, 13755, 13759, 13763, 13767, 13771, 13777,
    13783, 13789, 13795, 13801, 13805, 13809, 13813, 13817, 13821, 13825, 13829, 13833,
    13837, 13841, 13845, 13851, 13857, 13861, 13865, 13869, 13873, 13877, 13881, 13885,
    13889, 13893, 13897, 13903, 13909, 13915, 13921, 13927, 13931, 13935, 13939, 13945,
    13951, 13957, 13963, 13966, 13971, 13975, 13979, 13983, 13987, 13993, 13999, 14005,
    14009, 14013, 14018, 14023, 14024, 14025, 14031, 14037, 14043, 14049, 14055, 14061,
    14067, 14073, 14079, 14085, 14091, 14097, 14103, 14109, 14115, 14121, 14127, 14133,
    14139, 14145, 14151, 14157, 14163, 14171, 14179, 14187, 14195, 14203, 14211, 14219,
    14225, 14231, 14237, 14243, 14249, 14255, 14261, 14267, 14273, 14279, 14285, 14291,
    14297, 14303, 14309, 14315, 14321, 14327, 14333, 14339, 14345, 14351, 14357, 14363,
    14369, 14375, 14381, 14387, 14393, 14399, 14405, 14411, 14417, 14423, 14429, 14434,
    14439, 14445, 14451, 14457, 14463, 14469, 14475, 14481, 14487, 14493, 14499, 14505,
    14511, 14517, 14523, 14529, 14535, 14541, 14547, 14553, 14559, 14565, 14573, 14579,
    14585, 14591, 14597, 14603, 14609, 14615, 14621, 14627, 14633, 14639, 14645, 14651,
    14657, 14663, 14669, 14675, 14681, 14687, 14693, 14699, 14705, 14711, 14717, 14723,
    14729, 14735, 14741, 14747, 14753, 14759, 14772, 14779, 14787, 14795, 14803, 14810,
    14818, 14824, 14854, 14867, 14874, 14877, 14878, 14879, 14880, 14881, 14884, 14885,
    14886, 14889, 14892, 14895, 14898, 14901, 14904, 14907, 14908, 14910, 14912, 14914,
    14916, 14917, 14918, 14919, 14920, 14923, 14924, 14925, 14926, 14927, 14928, 14929,
    14930, 14931, 14932, 14933, 14934, 14935, 14936, 14937, 14938, 14939, 14940, 14941,
    14942, 14943, 14944, 14945, 14951, 14952, 14957, 14960, 14963, 14966, 14971, 14974,
    14976, 14979, 14982, 14985, 14988, 14992, 14996, 14999, 15002, 15006, 15010, 15014,
    15018, 15019, 15020, 15022, 15024, 15026, 15028, 15031, 15034, 15036, 15038, 15040,
    15042, 15046, 15050, 15054, 15058, 15060, 15062, 15064, 15066, 15068, 15070, 15072,
    15074, 15076, 15078, 15080, 15082, 15084, 15086, 15088, 15090, 15092, 15094, 15096,
    15098, 15100, 15102, 15104, 15106, 15110, 15114, 15118, 15122, 15124, 15126, 15128,
    15130, 15132, 15134, 15136, 15138, 15140, 15142, 15144, 15146, 15148, 15150, 15152,
    15154, 15156, 15158, 15160, 15162, 15164, 15166, 15168, 15170, 15172, 15174, 15176,
    15178, 15180, 15182, 15184, 15186, 15188, 15190, 15192, 15194, 15196, 15198, 15200,
    15202, 15204, 15206, 15208, 15210, 15212, 15214, 15216, 15218, 15219, 15220, 15221,
    15222, 15224, 15226, 15228, 15230, 15232, 15234, 15236, 15238, 15243, 15248, 15253,
    15258, 15263, 15268, 15271, 15274, 15275, 15277, 15278, 15279, 15285, 15286, 15287,
    15288, 15289, 15290, 15291, 15292, 15295, 15296, 15297, 15298, 15299, 15300, 15301,
    15302, 15303, 15304, 15305, 15306, 15307, 15308, 15309, 15310, 15311, 15312, 15313,
    15314, 15315, 15316, 15317, 15318, 15319, 15320, 15321, 15322, 15323, 15324, 15325,
    15326, 15327, 15328, 15329, 15330, 15331, 15332, 15333, 15334, 15335, 15336, 15337,
    15338, 15339, 15340, 15341, 15342, 15343, 15344, 15345, 15346, 15347, 15348, 15349,
    15350, 15351, 15352, 15353, 15354, 15355, 15356, 15357, 15358, 15360, 15361, 15362,
    15363, 15364, 15365, 15366, 15367, 15368, 15369, 15370, 15371, 15372, 15373, 15374,
    15375, 15376, 15377, 15380, 15383, 15385, 15388, 15391, 15394, 15396, 15399, 15402,
    15405, 15408, 15411, 15414, 15417, 15420, 15423, 15426, 15429, 15432, 15435, 15438,
    15441, 15444, 15447, 15450, 15453, 15456, 15459, 15462, 15465, 15468, 15471, 15474,
    15477, 15480, 15483, 15486, 15489, 15492, 15495, 15498, 15501, 15502, 15505, 15508,
    15511, 15514, 15517, 15520, 15523, 15526, 15529, 15532, 15535, 15538, 15541, 15544,
    15547, 15550, 15553, 15556, 15559, 15562, 15564, 15567, 15573, 15579, 15582, 15588,
    15594, 15597, 15603, 15606, 15612, 15618, 15624, 15630, 15636, 15642, 15648, 15651,
    15654, 15660, 15666, 15669, 15675, 15676, 15679, 15685, 15688, 15691, 15694, 15697,
    15700, 15703, 15709, 15712, 15718, 15721, 15727, 15730, 15736, 15739, 15745, 15754,
    15760, 15763, 15766, 15772, 15781, 15787, 15790, 15793, 15799, 15802, 15805, 15807,
    15809, 15811, 15814, 15817, 15820, 15821, 15824, 15827, 15830, 15833, 15836, 15838,
    15840, 15841, 15842, 15843, 15846, 15847, 15850, 15851, 15854, 15855, 15856, 15859,
    15862, 15871, 15877, 15879, 15880, 15882, 15883, 15884, 15885, 15887, 15888, 15889,
    15892, 15893, 15894, 15895, 15896, 15897, 15898, 15899, 15901, 15902, 15903, 15905,
    15906, 15907, 15908, 15910, 15911, 15913, 15915, 15918, 15919, 15921, 15923, 15925,
    15927, 15928, 15929, 15930, 15931, 15932, 15933, 15935, 15936, 15937, 15938, 15939,
    15940, 15941, 15942, 15943, 15947, 15951, 15953, 15954, 15957, 15958, 15959, 15962,
    15963, 15965, 15967, 15970, 15972, 15973, 15974, 15976, 15978, 15980, 15981, 15983,
    15986, 15990, 15992, 15993, 15995, 15996, 15998, 16000, 16002, 16003, 16006, 16008,
    16009, 16011, 16013, 16014, 16017, 16018, 16020, 16021, 16023, 16024, 16026, 16028,
    16029, 16030, 16032, 16033, 16034, 16035, 16038, 16039, 16040, 16041, 16044, 16046,
    16049, 16050, 16051, 16053, 16055, 16057, 16058, 16066, 16068, 16069, 16070, 16071,
    16072, 16073, 16074, 16075, 16076, 16077, 16078, 16079, 16080, 16081, 16083, 16085,
    16087, 16091, 16093, 16095, 16097, 16101, 16107, 16113, 16119, 16121, 16123, 16125,
    16127, 16128, 16129, 16131, 16134, 16135, 16136, 16138, 16139, 16141, 16143, 16144,
    16146, 16148, 16150, 16156, 16159, 16162, 16166, 16169, 16172, 16175, 16178, 16179,
    16182, 16185, 16188, 16191, 16192, 16194, 16196, 16198, 16200, 16201, 16202, 16204,
    16206, 16208, 16211, 16214, 16217, 16220, 16221, 16223, 16225, 16227, 16229, 16233,
    16234, 16237, 16240, 16246, 16249, 16252, 16255, 16258, 16261, 16264, 16267, 16270,
    16272, 16274, 16277, 16280, 16283, 16286, 16289, 16292, 16293, 16295, 16307, 16319,
    16331, 16343, 16355, 16367, 16369, 16370, 16372, 16373, 16375, 16377, 16380, 16383,
    16386, 16389, 16392, 16395, 16398, 16401, 16404, 16407, 16410, 16413, 16416, 16419,
    16422, 16425, 16428, 16431, 16434, 16437, 16440, 16443, 16446, 16449, 16452, 16455,
    16458, 16461, 16464, 16467, 16470, 16474, 16476, 16479, 16482, 16484, 16487, 16490,
    16492, 16493, 16496, 16499, 16502, 16504, 16505, 16507, 16509, 16510, 16514, 16518,
    16522, 16526, 16530, 16534, 16536, 16537, 16539, 16541, 16543, 16544, 16546, 16548,
    16550, 16551, 16552, 16553, 16554, 16556, 16557, 16560, 16562, 16564, 16565, 16566,
    16567, 16568, 16569, 16572, 16573, 16574, 16575, 16576, 16577, 16578, 16581, 16582,
    16583, 16584, 16585, 16586, 16587, 16588, 16589, 16590, 16591, 16592, 16593, 16596,
    16597, 16598, 16599, 16600, 16601, 16602, 16604, 16606, 16607, 16608, 16609, 16610,
    16611, 16612, 16615, 16618, 16622, 16625, 16628, 16630, 16633, 16635, 16636, 16637,
    16645, 16653, 16661, 16673, 16685, 16693, 16701, 16713, 16721, 16729, 16737, 16749,
    16761, 16766, 16769, 16777, 16779, 16781, 16784, 16785, 16787, 16791, 16793, 16795,
    16796, 16797, 16798, 16799, 16801, 16804, 16808, 16810, 16814, 16816, 16817, 16818,
    16821, 16822, 16824, 16825, 16826, 16828, 16830, 16831, 16834, 16835, 16836, 16837,
    16840, 16841, 16842, 16844, 16845, 16846, 16848, 16850, 16852, 16853, 16854, 16855,
    16857, 16860, 16863, 16864, 16866, 16867, 16868, 16869, 16871, 16872, 16873, 16874,
    16875, 16876, 16877, 16878, 16881, 16884, 16885, 16886, 16887, 16888, 16889, 16890,
    16891, 16892, 16893, 16894, 16895, 16896, 16897, 16898, 16899, 16900, 16901, 16902,
    16903, 16904, 16905, 16906, 16907, 16908, 16909, 16910, 16911, 16912, 16913, 16914,
    16915, 16916, 16917, 16918, 16919, 16920, 16924, 16927, 16929, 16930, 16931, 16932,
    16933, 16935, 16939, 16940, 16941, 16942, 16944, 16945, 16946, 16948, 16949, 16950,
    16951, 16952, 16953, 16957, 16960, 16961, 16964, 16966, 16969, 16972, 16975, 16977,
    16979, 16981, 16982, 16985, 16988, 16989, 16990, 16993, 16996, 16997, 16998, 17001,
    17003, 17012, 17014, 17015, 17016, 17017, 17018, 17019, 17020, 17021, 17022, 17023,
    17024, 17025, 17026, 17027, 17028, 17029, 17030, 17031, 17032, 17033, 17034, 17035,
    17036, 17037, 17038, 17039, 17040, 17041, 17042, 17043, 17044, 17045, 17046, 17047,
    17048, 17049, 17050, 17051, 17052, 17053, 17054, 17056, 17057, 17058, 17059, 17060,
    17061, 17062, 17063, 17064, 17065, 17066, 17067, 17068, 17069, 17070, 17071, 17072,
    17073, 17074, 17075, 17076, 17077, 17078, 17079, 17080, 17081, 17082, 17083, 17084,
    17085, 17086, 17087, 17088, 17089, 17090, 17091, 17092, 17093, 17094, 17095, 17096,
    17097, 17098, 17099, 17100, 17101, 17102, 17103, 17104, 17105, 17106, 17108, 17109,
    17110, 17111, 17112, 17113, 17114, 17115, 17116, 17117, 17118, 17119, 17120, 17121,
    17122, 17123, 17124, 17125, 17126, 17127, 17128, 17129, 17130, 17131, 17132, 17133,
    17134, 17135, 17136, 17137, 17138, 17139, 17140, 17141, 17142, 17143, 17144, 17145,
    17146, 17147, 17148, 17149, 17150, 17151, 17152, 17153, 17154, 17155, 17156, 17157,
    17158, 17159, 17161, 17162, 17163, 17164, 17165, 17166, 17167, 17168, 17169, 17170,
    17171, 17172, 17173, 17174, 17175, 17176, 17177, 17178, 17179, 17180, 17181, 17182,
    17183, 17184, 17185, 17186, 17187, 17188, 17189, 17190, 17191, 17192, 17193, 17194,
    17195, 17196, 17197, 17198, 17199, 17200, 17201, 17202, 17204, 17205, 17206, 17207,
    17208, 17209, 17210, 17211, 17212, 17213, 17214, 17215, 17216, 17217, 17218, 17219,
    17220, 17221, 17222, 17223, 17224, 17225, 17226, 17227, 17228, 17229, 17230, 17231,
    17232, 17233, 17234, 17235, 17236, 17237, 17238, 17239, 17240, 17241, 17242, 17243,
    17244, 17245, 17246, 17247, 17248, 17249, 17250, 17251, 17252, 17253, 17254, 17256,
    17257, 17258, 17259, 17260, 17261, 17262, 17263, 17264, 17265, 17266, 17267, 17268,
    17269, 17270, 17271, 17272, 17273, 17274, 17275, 17276, 17277, 17278, 17279, 17280,
    17281, 17282, 17283, 17284, 17285, 17286, 17287, 17288, 17289, 17290, 17291, 17292,
    17293, 17294, 17295, 17296, 17297, 17298, 17299, 17300, 17301, 17302, 17304, 17305,
    17306, 17307, 17308, 17309, 17310, 17311, 17312, 17313, 17314, 17315, 17316, 17317,
    17318, 17319, 17320, 17321, 17322, 17323, 17324, 17325, 17326, 17327, 17328, 17329,
    17330, 17331, 17332, 17333, 17334, 17335, 17336, 17337, 17338, 17339, 17340, 17341,
    17342, 17343, 17344, 17345, 17346, 17347, 17348, 17350, 17351, 17352, 17353, 17354,
    17355, 17356, 17357, 17358, 17359, 17360, 17361, 17362, 17363, 17364, 17365, 17366,
    17367, 17368, 17369, 17370, 17371, 17372, 17373, 17374, 17375, 17376, 17377, 17378,
    17379, 17380, 17381, 17382, 17383, 17384, 17385, 17386, 17387, 17388, 17389, 17390,
    17391, 17392, 17393, 17394, 17395, 17396, 17397, 17398, 17399, 17400, 17401, 17403,
    17404, 17405, 17406, 17407, 17408, 17409, 17410, 17411, 17412, 17413, 17414, 17415,
    17416, 17417, 17418, 17419, 17420, 17421, 17422, 17423, 17424, 17425, 17426, 17427,
    17428, 17429, 17430, 17431, 17432, 17433, 17434, 17435, 17436, 17437, 17438, 17439,
    17440, 17441, 17442, 17443, 17444, 17445, 17446, 17447, 17448, 17449, 17450, 17451,
    17452, 17453, 17454, 17456, 17457, 17458, 17459, 17460, 17461, 17462, 17463, 17464,
    17465, 17466, 17467, 17468, 17469, 17470, 17471, 17472, 17473, 17474, 17475, 17476,
    17477, 17478, 17479, 17480, 17481, 17482, 17483, 17484, 17485, 17486, 17487, 17488,
    17489, 17490, 17491, 17492, 17493, 17494, 17495, 17496, 17497, 17498, 17499, 17500,
    17501, 17502, 17503, 17504, 17505, 17506, 17507, 17509, 17510, 17511, 17512, 17513,
    17514, 17515, 17516, 17517, 17518, 17519, 17520, 17521, 17522, 17523, 17524, 17525,
    17526, 17527, 17528, 17529, 17530, 17531, 17532, 17533, 17534, 17535, 17536, 17537,
    17538, 17539, 17540, 17541, 17542, 17543, 17544, 17545, 17546, 17547, 17548, 17549,
    17550, 17551, 17552, 17553, 17554, 17555, 17556, 17557, 17558, 17559, 17560, 17562,
    17563, 17564, 17565, 17566, 17567, 17568, 17569, 17570, 17571, 17572, 17573, 17574,
    17575, 17576, 17577, 17578, 17579, 17580, 17581, 17582, 17583, 17584, 17585, 17586,
    17587, 17588, 17589, 17590, 17591, 17592, 17593, 17594, 17595, 17596, 17597, 17598,
    17599, 17600, 17601, 17602, 17603, 17604, 17605, 17606, 17607, 17608, 17609, 17610,
    17611, 17612, 17613, 17615, 17616, 17617, 17618, 17619, 17620, 17621, 17622, 17623,
    17624, 17625, 17626, 17627, 17628, 17629, 17630, 17631, 17632, 17633, 17634, 17635,
    17636, 17637, 17638, 17639, 17640, 17641, 17642, 17643, 17644, 17645, 17646, 17647,
    17648, 17649, 17650, 17651, 17652, 17653, 17654, 17655, 17656, 17657, 17658, 17659,
    17660, 17661, 17662, 17663, 17664, 17665, 17666, 17668, 17669, 17670, 17671, 17672,
    17673, 17674, 17675, 17676, 17677, 17678, 17679, 17680, 17681, 17682, 17683, 17685,
    17686, 17687, 17689, 17691, 17692, 17693, 17694, 17697, 17698, 17699, 17701, 17702,
    17703, 17705, 17706, 17708, 17709, 17712, 17714, 17715, 17716, 17718, 17719, 17721,
    17723, 17726, 17727, 17729, 17730, 17733, 17736, 17738, 17741, 17744, 17745, 17747,
    17749, 17751, 17752, 17754, 17755, 17757, 17758, 17760, 17761, 17764, 17765, 17767,
    17769, 17771, 17773, 17776, 17779, 17782, 17784, 17786, 17787, 17789, 17790, 17791,
    17793, 17795, 17796, 17797, 17798, 17801, 17802, 17803, 17805, 17806, 17807, 17809,
    17810, 17812, 17813, 17816, 17818, 17819, 17820, 17822, 17823, 17825, 17827, 17830,
    17831, 17833, 17834, 17837, 17840, 17842, 17845, 17848, 17849, 17851, 17853, 17855,
    17856, 17858, 17859, 17861, 17862, 17864, 17865, 17868, 17869, 17871, 17873, 17875,
    17877, 17880, 17883, 17886, 17888, 17890, 17891, 17893, 17894, 17895, 17897, 17899,
    17900, 17901, 17902, 17905, 17906, 17907, 17909, 17910, 17911, 17913, 17914, 17916,
    17917, 17920, 17922, 17923, 17924, 17926, 17927, 17929, 17931, 17934, 17935, 17937,
    17938, 17941, 17944, 17946, 17949, 17952, 17953, 17955, 17957, 17959, 17960, 17962,
    17963, 17965, 17966, 17968, 17969, 17972, 17973, 17975, 17977, 17979, 17981, 17984,
    17987, 17990, 17992, 17994, 17995, 17997, 17998, 17999, 18001, 18003, 18004, 18005,
    18006, 18009, 18010, 18011, 18013, 18014, 18015, 18017, 18018, 18020, 18021, 18024,
    18026, 18027, 18028, 18030, 18031, 18033, 18035, 18038, 18039, 18041, 18042, 18045,
    18048, 18050, 18053, 18056, 18057, 18059, 18061, 18063, 18064, 18066, 18067, 18069,
    18070, 18072, 18073, 18076, 18077, 18079, 18081, 18083, 18085, 18088, 18091, 18094,
    18096, 18098, 18099, 18101, 18102, 18103, 18105, 18107, 18108, 18109, 18110, 18113,
    18114, 18115, 18117, 18118, 18119, 18121, 18122, 18124, 18125, 18128, 18130, 18131,
    18132, 18134, 18135, 18137, 18139, 18142, 18143, 18145, 18146, 18149, 18152, 18154,
    18157, 18160, 18161, 18163, 18165, 18167, 18168, 18170, 18171, 18173, 18174, 18176,
    18177, 18180, 18181, 18183, 18185, 18187, 18189, 18192, 18195, 18198, 18200, 18202,
    18203, 18205, 18206, 18208, 18209, 18210, 18211, 18212, 18213, 18214, 18215, 18216,
    18217, 18218, 18219, 18220, 18221, 18222, 18223, 18224, 18225, 18226, 18227, 18228,
    18229, 18230, 18231, 18232, 18233, 18234, 18235, 18236, 18237, 18238, 18239, 18240,
    18241, 18242, 18243, 18244, 18245, 18246, 18247, 18248, 18249, 18250, 18251, 18252,
    18253, 18254, 18255, 18256, 18257, 18258, 18261, 18267, 18271, 18274, 18278, 18282,
    18285, 18288, 18293, 18297, 18304, 18308, 18311, 18316, 18320, 18323, 18327, 18331,
    18336, 18340, 18343, 18348, 18352, 18357, 18361, 18365, 18368, 18371, 18374, 18378,
    18383, 18388, 18391, 18394, 18399, 18402, 18405, 18408, 18412, 18418, 18421, 18424,
    18429, 18435, 18438, 18441, 18445, 18449, 18452, 18453, 18456, 18462, 18464, 18466,
    18468, 18471, 18474, 18476, 18478, 18481, 18482, 18485, 18488, 18491, 18492, 18493,
    18495, 18499, 18501, 18507, 18511, 18517, 18523, 18525, 18527, 18529, 18530, 18531,
    18532, 18534, 18536, 18537, 18538, 18540, 18541, 18544, 18545, 18548, 18550, 18551,
    18554, 18559, 18561, 18563, 18564, 18567, 18570, 18574, 18579, 18584, 18590, 18598,
    18602, 18610, 18621, 18624, 18625, 18628, 18631, 18632, 18636, 18639, 18643, 18645,
    18652, 18655, 18660, 18663, 18665, 18666, 18668, 18670, 18672, 18674, 18676, 18678,
    18680, 18682, 18684, 18686, 18688, 18690, 18692, 18694, 18696, 18698, 18700, 18702,
    18706, 18708, 18712, 18714, 18716, 18718, 18720, 18722, 18724, 18726, 18728, 18730,
    18732, 18734, 18735, 18737, 18739, 18741, 18743, 18745, 18747, 18749, 18751, 18753,
    18755, 18757, 18761, 18763, 18767, 18769, 18771, 18773, 18775, 18777, 18779, 18781,
    18783, 18785, 18787, 18789, 18791, 18795, 18797, 18799, 18801, 18803, 18805, 18808,
    18811, 18813, 18816, 18819, 18822, 18825, 18828, 18831, 18834, 18837, 18840, 18843,
    18846, 18851, 18854, 18859, 18862, 18865, 18868, 18871, 18874, 18877, 18878, 18880,
    18882, 18884, 18885, 18887, 18889, 18891, 18893, 18895, 18897, 18899, 18901, 18903,
    18905, 18907, 18909, 18911, 18913, 18917, 18919, 18923, 18925, 18927, 18929, 18931,
    18933, 18935, 18937, 18939, 18941, 18943, 18945, 18947, 18949, 18951, 18953, 18955,
    18957, 18959, 18961, 18963, 18965, 18967, 18971, 18973, 18977, 18979, 18981, 18983,
    18985, 18987, 18991, 18993, 18995, 18997, 18999, 19001, 19003, 19005, 19007, 19009,
    19011, 19013, 19017, 19020, 19023, 19026, 19029, 19032, 19035, 19038, 19041, 19044,
    19047, 19050, 19053, 19056, 19059, 19062, 19065, 19068, 19071, 19074, 19077, 19080,
    19083, 19086, 19089, 19092, 19095, 19098, 19100, 19102, 19107, 19111, 19113, 19118,
    19123, 19128, 19133, 19138, 19143, 19148, 19153, 19158, 19161, 19164, 19167, 19171,
    19175, 19179, 19183, 19187, 19191, 19195, 19199, 19203, 19207, 19208, 19209, 19210,
    19212, 19215, 19217, 19221, 19223, 19227, 19230, 19233, 19237, 19240, 19241, 19244,
    19247, 19250, 19253, 19254, 19256, 19258, 19261, 19262, 19263, 19264, 19265, 19266,
    19267, 19268, 19269, 19270, 19271, 19274, 19277, 19280, 19283, 19286, 19290, 19293,
    19296, 19299, 19302, 19305, 19308, 19311, 19314, 19317, 19320, 19323, 19326, 19329,
    19332, 19335, 19338, 19341, 19344, 19347, 19350, 19353, 19356, 19359, 19362, 19365,
    19368, 19371, 19374, 19377, 19381, 19384, 19387, 19390, 19393, 19397, 19400, 19403,
    19406, 19409, 19412, 19415, 19418, 19422, 19425, 19428, 19432, 19435, 19438, 19441,
    19445, 19448, 19451, 19454, 19458, 19461, 19464, 19467, 19470, 19474, 19478, 19481,
    19484, 19487, 19490, 19493, 19496, 19500, 19504, 19507, 19510, 19514, 19518, 19522,
    19525, 19528, 19531, 19535, 19538, 19541, 19544, 19547, 19550, 19553, 19556, 19559,
    19563, 19567, 19571, 19575, 19578, 19581, 19584, 19588, 19592, 19595, 19598, 19602,
    19606, 19609, 19612, 19616, 19619, 19622, 19625, 19628, 19631, 19634, 19637, 19640,
    19644, 19647, 19651, 19654, 19658, 19661, 19665, 19669, 19673, 19676, 19679, 19682,
    19686, 19690, 19693, 19696, 19699, 19702, 19706, 19710, 19713, 19716, 19719, 19723,
    19727, 19731, 19735, 19739, 19742, 19746,
];

/// The prototypes, in decomposed form, one behind the other.
#[rustfmt::skip]
pub(super) const PROTOTYPES: &str = "\
    \u{20}\u{69}\u{63}\u{338}\u{59}\u{335}\u{208f}\u{2c9}\u{14be}\u{27}\u{3bc}\u{2c}\u{18f3}\u{b0}\
    \u{6c}\u{2f}\u{34}\u{6c}\u{2f}\u{32}\u{33}\u{2f}\u{34}\u{41}\u{45}\u{44}\u{335}\u{78}\u{4f}\u{338}\u{61}\u{65}\u{2202}\u{335}\u{6f}\u{338}\u{70}\u{44}\u{335}\
    \u{64}\u{335}\u{48}\u{335}\u{68}\u{335}\u{69}\u{6c}\u{4a}\u{69}\u{6a}\u{4c}\u{b7}\u{6c}\u{b7}\u{4c}\u{338}\u{6c}\u{338}\u{27}\u{6e}\u{6e}\u{329}\
    \u{4f}\u{45}\u{6f}\u{65}\u{54}\u{335}\u{74}\u{335}\u{66}\u{62}\u{335}\u{27}\u{42}\u{62}\u{304}\u{62}\u{304}\u{62}\u{43}\u{27}\u{44}\u{335}\
    \u{27}\u{44}\u{64}\u{304}\u{64}\u{304}\u{67}\u{46}\u{326}\u{66}\u{47}\u{27}\u{6c}\u{6c}\u{335}\u{4b}\u{27}\u{6b}\u{314}\u{6c}\u{335}\
    \u{3bb}\u{338}\u{4e}\u{326}\u{6e}\u{329}\u{4f}\u{335}\u{27}\u{50}\u{70}\u{314}\u{52}\u{32}\u{74}\u{326}\u{27}\u{54}\u{74}\u{314}\u{54}\u{328}\
    \u{27}\u{59}\u{79}\u{314}\u{5a}\u{335}\u{7a}\u{335}\u{33}\u{32}\u{335}\u{35}\u{73}\u{70}\u{6c}\u{6c}\u{6c}\u{21}\
    \u{44}\u{5a}\u{306}\u{44}\u{7a}\u{306}\u{64}\u{7a}\u{306}\u{4c}\u{4a}\u{4c}\u{6a}\u{6c}\u{6a}\u{4e}\u{4a}\u{4e}\u{6a}\u{6e}\u{6a}\u{47}\u{335}\u{67}\u{335}\u{44}\u{5a}\
    \u{44}\u{7a}\u{64}\u{7a}\u{33}\u{38}\u{38}\u{5a}\u{326}\u{7a}\u{326}\u{6a}\u{278}\u{63}\u{338}\u{54}\u{338}\u{3f}\
    \u{55}\u{335}\u{45}\u{338}\u{65}\u{338}\u{4a}\u{335}\u{6a}\u{335}\u{52}\u{72}\u{335}\u{59}\u{335}\u{79}\u{335}\u{61}\u{62}\u{314}\u{64}\u{328}\
    \u{64}\u{314}\u{1dd}\u{1dd}\u{2de}\u{a793}\u{6a}\u{335}\u{67}\u{314}\u{67}\u{79}\u{68}\u{314}\u{69}\u{335}\u{69}\u{69}\
    \u{6c}\u{334}\u{6c}\u{328}\u{6c}\u{21d}\u{77}\u{72}\u{6e}\u{326}\u{6e}\u{326}\u{6e}\u{328}\u{6f}\u{335}\u{6f}\u{1d07}\u{1df70}\u{72}\u{329}\u{72}\u{328}\
    \u{73}\u{328}\u{66}\u{75}\u{79}\u{7a}\u{328}\u{21d}\u{3f}\u{a7ce}\u{71}\u{314}\u{64}\u{7a}\u{64}\u{21d}\u{64}\u{291}\
    \u{74}\u{73}\u{74}\u{283}\u{74}\u{255}\u{66}\u{6e}\u{329}\u{6c}\u{73}\u{6c}\u{7a}\u{1e04d}\u{18f4}\u{1e041}\u{27}\u{27}\u{27}\u{27}\
    \u{27}\u{27}\u{27}\u{559}\u{3c}\u{3e}\u{5e}\u{5e}\u{27}\u{27}\u{27}\u{3a}\
    \u{b7}\u{559}\u{2d}\u{2c7}\u{971}\u{b0}\u{7e}\u{27}\u{27}\u{18f3}\u{18f5}\u{1e043}\u{2c1}\
    \u{167f}\u{27}\u{27}\u{27}\u{27}\u{27}\u{3a}\u{2ea}\u{304}\u{350}\u{301}\u{301}\u{306}\u{e48}\u{306}\u{307}\
    \u{302}\u{313}\u{650}\u{1ae9}\u{331}\u{326}\u{328}\u{326}\u{11b62}\u{335}\u{338}\u{326}\
    \u{303}\u{328}\u{333}\u{10efa}\u{350}\u{307}\u{1e08f}\u{30a}\u{306}\u{2c75}\u{2cf}\u{418}\
    \u{1d0e}\u{2db}\u{254}\u{a73f}\u{4a}\u{27}\u{41}\u{42}\u{45}\u{5a}\u{48}\u{4f}\u{335}\
    \u{6c}\u{4b}\u{245}\u{4d}\u{4e}\u{4f}\u{50}\u{1a9}\u{54}\u{59}\u{58}\u{61}\
    \u{df}\u{79}\u{1e9f}\u{a793}\u{6e}\u{329}\u{4f}\u{335}\u{69}\u{138}\u{76}\u{6f}\u{70}\u{6f}\
    \u{1d1b}\u{75}\u{278}\u{df}\u{4f}\u{335}\u{59}\u{278}\u{3c0}\u{3c2}\u{46}\u{427}\u{447}\
    \u{32}\u{1a8}\u{36}\u{6f}\u{138}\u{70}\u{63}\u{6a}\u{4f}\u{335}\u{a793}\u{de}\u{70}\
    \u{43}\u{4d}\u{186}\u{a73e}\u{a792}\u{53}\u{6c}\u{4a}\u{41}\u{62}\u{304}\u{42}\u{393}\
    \u{45}\u{33}\u{4b}\u{245}\u{4d}\u{48}\u{4f}\u{3a0}\u{50}\u{43}\u{54}\u{59}\
    \u{3a6}\u{58}\u{62}\u{6c}\u{62}\u{6c}\u{4f}\u{61}\u{36}\u{299}\u{72}\u{65}\u{25c}\u{1d0e}\
    \u{138}\u{28d}\u{29c}\u{6f}\u{3c0}\u{70}\u{63}\u{1d1b}\u{79}\u{278}\u{78}\u{77}\
    \u{2c9}\u{62}\u{185}\u{69}\u{185}\u{1d19}\u{a793}\u{73}\u{69}\u{6a}\u{68}\u{335}\u{75}\u{329}\u{77}\u{62}\u{335}\
    \u{62}\u{335}\u{3a8}\u{3c8}\u{4f}\u{335}\u{6f}\u{335}\u{56}\u{76}\u{4f}\u{79}\u{6f}\u{79}\u{460}\u{486}\u{487}\u{77}\u{486}\u{487}\u{418}\u{326}\u{306}\
    \u{1d0e}\u{326}\u{306}\u{62}\u{335}\u{62}\u{335}\u{393}\u{27}\u{72}\u{27}\u{393}\u{335}\u{72}\u{335}\u{416}\u{329}\u{436}\u{329}\u{33}\u{326}\u{25c}\u{326}\u{4b}\u{329}\
    \u{138}\u{329}\u{4b}\u{335}\u{138}\u{335}\u{48}\u{329}\u{29c}\u{329}\u{43}\u{326}\u{63}\u{326}\u{54}\u{329}\u{1d1b}\u{329}\u{59}\u{79}\u{59}\u{335}\
    \u{79}\u{335}\u{58}\u{329}\u{68}\u{68}\u{65}\u{4bc}\u{328}\u{65}\u{328}\u{6c}\u{245}\u{326}\u{43b}\u{326}\u{48}\u{326}\u{29c}\u{326}\
    \u{48}\u{326}\u{29c}\u{326}\u{4b6}\u{4b7}\u{4d}\u{326}\u{28d}\u{326}\u{6c}\u{41}\u{45}\u{61}\u{65}\u{18f}\u{1dd}\u{33}\
    \u{21d}\u{4f}\u{335}\u{6f}\u{335}\u{64}\u{1f6}\u{47}\u{262}\u{190}\u{a793}\u{51}\u{71}\u{57}\
    \u{77}\u{12ae}\u{1206}\u{33}\u{1323}\u{1261}\u{55}\u{53}\u{3a6}\u{4f}\u{27}\u{27}\
    \u{27}\u{72}\u{6e}\u{77}\u{71}\u{71}\u{1e9f}\u{68}\u{6e}\u{329}\u{6a}\u{6e}\u{270}\u{6e}\
    \u{75}\u{67}\u{69}\u{66}\u{6f}\u{24}\u{565}\u{69}\u{3a}\u{301}\u{301}\u{59a}\u{599}\
    \u{596}\u{598}\u{30a}\u{5c8}\u{323}\u{307}\u{307}\u{5c9}\u{6c}\u{307}\u{307}\u{3a}\
    \u{307}\u{323}\u{6c}\u{76}\u{27}\u{6c}\u{6f}\u{6c}\u{6c}\u{6c}\u{27}\u{27}\u{27}\u{27}\u{27}\u{27}\
    \u{b0}\u{2f}\u{2080}\u{2080}\u{b0}\u{2f}\u{2080}\u{2080}\u{2080}\u{2c}\u{639}\u{301}\u{313}\u{650}\u{6c}\u{6f}\u{308}\u{649}\u{6db}\u{633}\u{6db}\u{649}\u{302}\
    \u{649}\u{6db}\u{5f}\u{6f}\u{649}\u{301}\u{301}\u{301}\u{313}\u{10d27}\u{30a}\u{303}\u{329}\u{312}\
    \u{306}\u{304}\u{306}\u{302}\u{323}\u{314}\u{655}\u{2e}\u{6c}\u{6f}\u{56}\u{245}\
    \u{b0}\u{2f}\u{2080}\u{2c}\u{60c}\u{2a}\u{649}\u{6a1}\u{e48}\u{6c}\u{674}\u{6c}\u{655}\u{6c}\u{674}\u{648}\u{674}\u{648}\u{313}\u{674}\
    \u{649}\u{674}\u{649}\u{615}\u{62a}\u{649}\u{6db}\u{62d}\u{654}\u{62d}\u{6db}\u{62f}\u{615}\u{68a}\u{615}\u{62f}\u{6db}\u{62f}\u{6db}\u{631}\u{615}\u{631}\u{306}\
    \u{631}\u{6db}\u{635}\u{6db}\u{637}\u{6db}\u{6a1}\u{6db}\u{641}\u{6a1}\u{6db}\u{643}\u{643}\u{643}\u{6db}\u{6af}\u{6db}\u{644}\u{306}\u{644}\u{6db}\
    \u{649}\u{649}\u{615}\u{649}\u{6db}\u{6f}\u{6f}\u{6f}\u{308}\u{6c5}\u{648}\u{306}\u{648}\u{313}\u{648}\u{e48}\u{648}\u{302}\u{648}\u{6db}\
    \u{649}\u{649}\u{306}\u{67b}\u{649}\u{6db}\u{649}\u{2d}\u{6f}\u{30a}\u{306}\u{307}\u{307}\u{62f}\u{302}\u{631}\u{302}\
    \u{2e}\u{6c}\u{662}\u{663}\u{664}\u{6f}\u{666}\u{56}\u{245}\u{669}\u{621}\u{10efa}\u{645}\u{10efa}\
    \u{6f}\u{302}\u{2e}\u{2e}\u{3a}\u{3a}\u{323}\u{307}\u{307}\u{323}\u{301}\u{628}\u{6db}\u{649}\u{6db}\
    \u{649}\u{306}\u{6ac}\u{643}\u{6db}\u{754}\u{646}\u{615}\u{646}\u{306}\u{631}\u{654}\u{697}\u{615}\u{62d}\u{654}\u{633}\u{302}\u{301}\u{301}\u{301}\
    \u{650}\u{650}\u{650}\u{350}\u{350}\u{350}\u{7ac}\u{7ac}\u{7ac}\u{350}\u{30a}\u{4f}\u{6c}\u{6f}\u{59}\u{46}\
    \u{62}\u{54}\u{394}\u{304}\u{307}\u{302}\u{323}\u{308}\u{27}\u{27}\u{5f}\u{303}\
    \u{30a}\u{b7}\u{3a}\u{6f}\u{643}\u{639}\u{331}\u{323}\u{b90}\u{631}\u{649}\u{30a}\u{628}\u{654}\
    \u{6a2}\u{6db}\u{645}\u{6db}\u{649}\u{674}\u{754}\u{62f}\u{324}\u{323}\u{635}\u{324}\u{323}\u{6af}\u{648}\u{632}\u{302}\u{628}\u{6e2}\u{649}\u{6db}\u{6e2}\u{631}\u{306}\u{307}\
    \u{649}\u{306}\u{307}\u{6a1}\u{6a1}\u{649}\u{649}\u{6db}\u{306}\u{62a}\u{306}\u{649}\u{615}\u{306}\u{686}\u{306}\u{643}\u{306}\u{64c}\u{64c}\u{307}\
    \u{308}\u{323}\u{324}\u{301}\u{301}\u{64c}\u{64d}\u{313}\u{350}\u{354}\u{355}\u{350}\u{352}\
    \u{306}\u{307}\u{307}\u{3a}\u{905}\u{946}\u{905}\u{119d1}\u{930}\u{94d}\u{907}\u{90f}\u{306}\u{90f}\u{946}\u{90f}\u{11b64}\u{905}\u{119d1}\u{306}\u{905}\u{119d1}\u{946}\u{905}\u{119d1}\u{11b64}\
    \u{905}\u{119d1}\u{948}\u{119c7}\u{119d1}\u{93a}\u{323}\u{119d1}\u{9bf}\u{306}\u{11b64}\u{119d1}\u{306}\u{331}\u{300}\u{301}\
    \u{11b62}\u{11b62}\u{11b62}\u{6c}\u{6c}\u{6c}\u{6f}\u{669}\u{33}\u{b0}\u{905}\u{306}\u{905}\u{93a}\u{905}\u{119d1}\u{93a}\u{905}\u{94f}\
    \u{917}\u{331}\u{91c}\u{331}\u{3f}\u{921}\u{331}\u{92c}\u{331}\u{306}\u{307}\u{985}\u{9be}\u{323}\u{98b}\u{9c3}\u{98b}\u{9c3}\u{6f}\u{38}\
    \u{39}\u{9b0}\u{b0}\u{307}\u{983}\u{a05}\u{a3e}\u{92a}\u{94d}\u{91f}\u{9bf}\u{92a}\u{94d}\u{91f}\u{a40}\u{a73}\u{11b62}\u{a73}\u{11b62}\u{11b62}\u{92a}\u{94d}\u{91f}\u{11b64}\u{a05}\u{948}\
    \u{a05}\u{a4c}\u{935}\u{924}\u{94d}\u{924}\u{91f}\u{920}\u{909}\u{92a}\u{922}\u{92d}\u{939}\u{92e}\u{323}\
    \u{9bf}\u{11b62}\u{11b62}\u{11b62}\u{11b64}\u{948}\u{946}\u{94d}\u{6f}\u{39}\u{38}\u{92a}\u{94d}\u{91f}\u{b7}\
    \u{306}\u{307}\u{307}\u{3a}\u{a85}\u{abe}\u{a85}\u{ac5}\u{a85}\u{ac7}\u{a85}\u{ac8}\u{a85}\u{abe}\u{ac5}\u{a85}\u{abe}\u{ac7}\u{a85}\u{abe}\u{ac8}\u{447}\u{968}\
    \u{323}\u{93d}\u{941}\u{942}\u{94d}\u{6f}\u{968}\u{33}\u{96a}\u{447}\u{96e}\u{b0}\
    \u{306}\u{307}\u{38}\u{b05}\u{b3e}\u{4f}\u{323}\u{307}\u{308}\u{6f}\u{39}\u{30a}\u{b89}\u{bb3}\u{b90}\
    \u{11fc8}\u{b88}\u{bb6}\u{b88}\u{ba9}\u{307}\u{bb3}\u{6f}\u{b95}\u{b89}\u{b9a}\u{b88}\u{bc1}\
    \u{b9a}\u{bc1}\u{b8e}\u{b85}\u{baf}\u{b9a}\u{bc2}\u{bae}\u{bc0}\u{bf3}\u{b8e}\u{bb5}\u{bb7}\u{ba8}\u{bc0}\u{306}\u{307}\u{6f}\
    \u{983}\u{30a}\u{c12}\u{c55}\u{c12}\u{c4c}\u{c96}\u{323}\u{c30}\u{5c9}\u{c21}\u{323}\u{c27}\u{5c9}\u{c2c}\u{323}\u{c35}\u{c41}\u{c35}\u{323}\u{c35}\u{c3e}\
    \u{c41}\u{c3e}\u{c43}\u{c3e}\u{c0b}\u{c3e}\u{c0c}\u{c3e}\u{6f}\u{306}\u{307}\u{6f}\u{983}\u{c05}\u{c06}\u{c07}\u{c10}\
    \u{c12}\u{c12}\u{c55}\u{c12}\u{c4c}\u{c17}\u{c1c}\u{c1d}\u{c1e}\u{c1f}\u{c23}\u{c26}\u{c28}\u{c2f}\
    \u{c30}\u{c31}\u{c32}\u{c33}\u{c3f}\u{c41}\u{c43}\u{c5c}\u{c8c}\u{cbe}\u{4f}\u{c67}\u{c68}\
    \u{c6f}\u{30a}\u{306}\u{307}\u{6f}\u{983}\u{d07}\u{d57}\u{b89}\u{b89}\u{d57}\u{d28}\u{d41}\u{bc6}\u{d0e}\u{d12}\u{d3e}\u{d12}\u{d57}\
    \u{bb5}\u{d28}\u{d41}\u{b90}\u{73}\u{6f}\u{ba3}\u{bae}\u{d30}\u{bb4}\u{bb6}\u{b9f}\u{bbf}\u{bbf}\
    \u{bbf}\u{d41}\u{d41}\u{bc6}\u{bc7}\u{bc6}\u{bc6}\u{971}\u{d28}\u{d4d}\u{d2e}\u{6f}\u{d30}\u{6f}\u{d1e}\u{6f}\u{d30}\u{d4d}\
    \u{d26}\u{d4d}\u{d30}\u{d28}\u{d4d}\u{d28}\u{39}\u{d35}\u{d4d}\u{d30}\u{d28}\u{d4d}\u{d39}\u{d4d}\u{d2e}\u{d28}\u{d41}\u{ba3}\u{d4d}\u{d28}\u{d4d}\u{d30}\u{d4d}\u{d32}\u{d4d}\u{d33}\u{d4d}\
    \u{6f}\u{983}\u{dc3}\u{dd8}\u{d91}\u{dca}\u{d91}\u{dd9}\u{d91}\u{d9b}\u{d94}\u{da0}\u{db7}\u{dd9}\u{dd9}\u{de8}\u{dcf}\
    \u{da2}\u{daf}\u{de8}\u{dd3}\u{dd8}\u{dd8}\u{e02}\u{e0a}\u{e0e}\u{e04}\u{e04}\u{e11}\u{e06}\u{e20}\
    \u{ea9}\u{30a}\u{e32}\u{323}\u{e40}\u{e40}\u{e32}\u{30a}\u{6f}\u{e08}\u{e22}\u{e1a}\u{e1b}\u{e1d}\
    \u{e1e}\u{e1f}\u{30a}\u{eb2}\u{e38}\u{e39}\u{323}\u{ec0}\u{ec0}\u{e48}\u{e49}\u{e4a}\u{e4b}\u{30a}\
    \u{6f}\u{eab}\u{e99}\u{eab}\u{ea1}\u{f68}\u{f7c}\u{30a}\u{f60}\u{f74}\u{f82}\u{983}\u{f60}\u{f74}\u{f82}\u{f14}\u{f0b}\u{f0d}\u{f0d}\u{f1a}\u{f1a}\u{f1d}\u{f1d}\u{f1a}\u{f1d}\u{325}\
    \u{f45}\u{f39}\u{f46}\u{f39}\u{f47}\u{f39}\u{f62}\u{fb2}\u{f71}\u{f80}\u{fb3}\u{f71}\u{f80}\u{f7a}\u{f7a}\u{f7c}\u{f7c}\u{30a}\u{983}\u{f71}\u{f1d}\u{f1a}\
    \u{5350}\u{534d}\u{d30}\u{102c}\u{d30}\u{63}\u{6f}\u{102c}\u{1041}\u{102c}\u{6f}\u{1015}\u{102c}\u{1075}\u{102c}\u{d30}\u{102c}\u{1039}\u{d30}\u{102c}\u{101e}\u{103c}\
    \u{101e}\u{103c}\u{b47}\u{102c}\u{103a}\u{b47}\u{30a}\u{325}\u{983}\u{6f}\u{6c}\u{6c}\u{6c}\u{63}\u{101b}\u{103e}\u{1041}\u{1015}\u{103e}\
    \u{1015}\u{102c}\u{103e}\u{1003}\u{103e}\u{302}\u{107d}\u{103e}\u{d30}\u{103e}\u{1083}\u{30a}\u{a786}\u{68}\u{53}\u{32}\u{5a}\u{6f}\u{102c}\
    \u{d30}\u{79}\u{21d}\u{53}\u{6f}\u{1100}\u{1100}\u{1103}\u{1103}\u{1107}\u{1107}\u{1109}\u{1109}\u{6f}\u{110c}\u{110c}\u{1102}\u{1100}\
    \u{1102}\u{1102}\u{1102}\u{1103}\u{1102}\u{1107}\u{1103}\u{1100}\u{1105}\u{1102}\u{1105}\u{1105}\u{1105}\u{1112}\u{1105}\u{6f}\u{1106}\u{1107}\u{1106}\u{6f}\u{1107}\u{1100}\u{1107}\u{1102}\
    \u{1107}\u{1103}\u{1107}\u{1109}\u{1107}\u{1109}\u{1100}\u{1107}\u{1109}\u{1103}\u{1107}\u{1109}\u{1107}\u{1107}\u{1109}\u{1109}\u{1107}\u{1109}\u{110c}\u{1107}\u{110c}\u{1107}\u{110e}\u{1107}\u{1110}\u{1107}\u{1111}\u{1107}\u{6f}\
    \u{1107}\u{1107}\u{6f}\u{1109}\u{1100}\u{1109}\u{1102}\u{1109}\u{1103}\u{1109}\u{1105}\u{1109}\u{1106}\u{1109}\u{1107}\u{1109}\u{1107}\u{1100}\u{1109}\u{1109}\u{1109}\u{1109}\u{6f}\u{1109}\u{110c}\u{1109}\u{110e}\
    \u{1109}\u{110f}\u{1109}\u{1110}\u{1109}\u{1111}\u{1105}\u{1112}\u{113c}\u{113c}\u{113e}\u{113e}\u{6f}\u{1100}\u{6f}\u{1103}\u{6f}\u{1106}\u{6f}\u{1107}\u{6f}\u{1109}\u{6f}\u{1140}\
    \u{6f}\u{6f}\u{6f}\u{110c}\u{6f}\u{110e}\u{6f}\u{1110}\u{6f}\u{1111}\u{110c}\u{6f}\u{114e}\u{114e}\u{1150}\u{1150}\u{110e}\u{110f}\u{110e}\u{1112}\u{1111}\u{1107}\u{1111}\u{6f}\
    \u{1112}\u{1112}\u{1100}\u{1103}\u{1102}\u{1109}\u{1102}\u{110c}\u{1102}\u{1112}\u{1103}\u{1105}\u{1161}\u{4e28}\u{1163}\u{4e28}\u{1165}\u{4e28}\u{1167}\u{4e28}\u{1169}\u{1161}\u{1169}\u{1161}\u{4e28}\
    \u{1169}\u{4e28}\u{116e}\u{1165}\u{116e}\u{1165}\u{4e28}\u{116e}\u{4e28}\u{30fc}\u{30fc}\u{4e28}\u{4e28}\u{1161}\u{1169}\u{1161}\u{116e}\u{1163}\u{1169}\u{1163}\u{116d}\u{1165}\u{1169}\
    \u{1165}\u{116e}\u{1165}\u{30fc}\u{1167}\u{1169}\u{1167}\u{116e}\u{1169}\u{1165}\u{1169}\u{1165}\u{4e28}\u{1169}\u{1167}\u{4e28}\u{1169}\u{1169}\u{1169}\u{116e}\u{116d}\u{1163}\u{116d}\u{1163}\u{4e28}\u{116d}\u{1163}\
    \u{116d}\u{1169}\u{116d}\u{4e28}\u{116e}\u{1161}\u{116e}\u{1161}\u{4e28}\u{116e}\u{1165}\u{30fc}\u{116e}\u{1167}\u{4e28}\u{116e}\u{116e}\u{1172}\u{1161}\u{1172}\u{1165}\u{1172}\u{1165}\u{4e28}\u{1172}\u{1167}\u{1172}\u{1167}\u{4e28}\
    \u{1172}\u{116e}\u{1172}\u{4e28}\u{30fc}\u{116e}\u{30fc}\u{30fc}\u{30fc}\u{4e28}\u{116e}\u{4e28}\u{1161}\u{4e28}\u{1163}\u{4e28}\u{1169}\u{4e28}\u{116e}\u{4e28}\u{30fc}\u{4e28}\u{119e}\u{119e}\u{1165}\
    \u{119e}\u{116e}\u{119e}\u{4e28}\u{119e}\u{119e}\u{1161}\u{30fc}\u{1163}\u{116e}\u{1167}\u{1163}\u{1169}\u{1163}\u{1169}\u{1163}\u{4e28}\u{1100}\u{1100}\u{1100}\u{1100}\u{1109}\u{1102}\
    \u{1102}\u{110c}\u{1102}\u{1112}\u{1103}\u{1105}\u{1105}\u{1100}\u{1105}\u{1106}\u{1105}\u{1107}\u{1105}\u{1109}\u{1105}\u{1110}\u{1105}\u{1111}\u{1105}\u{1112}\u{1106}\
    \u{1107}\u{1107}\u{1109}\u{1109}\u{1109}\u{1109}\u{6f}\u{110c}\u{110e}\u{110f}\u{1110}\u{1111}\u{1112}\u{1100}\u{1105}\
    \u{1100}\u{1109}\u{1100}\u{1102}\u{1100}\u{1102}\u{1103}\u{1102}\u{1109}\u{1102}\u{1140}\u{1102}\u{1110}\u{1103}\u{1100}\u{1103}\u{1105}\u{1105}\u{1100}\u{1109}\u{1105}\u{1102}\u{1105}\u{1103}\u{1105}\u{1103}\u{1112}\
    \u{1105}\u{1105}\u{1105}\u{1106}\u{1100}\u{1105}\u{1106}\u{1109}\u{1105}\u{1107}\u{1109}\u{1105}\u{1107}\u{1112}\u{1105}\u{1107}\u{6f}\u{1105}\u{1109}\u{1109}\u{1105}\u{1140}\u{1105}\u{110f}\u{1105}\u{1159}\u{1106}\u{1100}\u{1106}\u{1105}\
    \u{1106}\u{1107}\u{1106}\u{1109}\u{1106}\u{1109}\u{1109}\u{1106}\u{1140}\u{1106}\u{110e}\u{1106}\u{1112}\u{1106}\u{6f}\u{1107}\u{1105}\u{1107}\u{1111}\u{1107}\u{1112}\u{1107}\u{6f}\u{1109}\u{1100}\
    \u{1109}\u{1103}\u{1109}\u{1105}\u{1109}\u{1107}\u{1140}\u{6f}\u{1100}\u{6f}\u{1100}\u{1100}\u{6f}\u{6f}\u{6f}\u{110f}\u{114c}\u{6f}\u{1109}\u{6f}\u{1140}\u{1111}\u{1107}\
    \u{1111}\u{6f}\u{1112}\u{1102}\u{1112}\u{1105}\u{1112}\u{1106}\u{1112}\u{1107}\u{1159}\u{1100}\u{1102}\u{1100}\u{1107}\u{1100}\u{110e}\u{1100}\u{110f}\u{1100}\u{1112}\u{1102}\u{1102}\
    \u{55}\u{270}\u{3a6}\u{548}\u{571}\u{4f}\u{4f}\u{335}\u{307}\u{308}\u{3a}\u{f7}\u{3a}\
    \u{44}\u{52}\u{54}\u{4f}\u{31b}\u{69}\u{2c75}\u{59}\u{41}\u{4a}\u{45}\u{3f}\u{2c75}\
    \u{393}\u{57}\u{4d}\u{48}\u{59}\u{4f}\u{335}\u{74}\u{326}\u{47}\u{68}\u{5a}\u{460}\u{190}\
    \u{55}\u{335}\u{34}\u{62}\u{52}\u{57}\u{53}\u{56}\u{53}\u{4c}\u{43}\u{50}\u{4b}\
    \u{64}\u{4f}\u{335}\u{36}\u{df}\u{68}\u{314}\u{47}\u{42}\u{262}\u{299}\u{3d}\u{394}\u{b7}\u{1401}\
    \u{1401}\u{b7}\u{b7}\u{394}\u{394}\u{b7}\u{b7}\u{1404}\u{1404}\u{b7}\u{b7}\u{1405}\u{1405}\u{b7}\u{b7}\u{1406}\u{1406}\u{b7}\u{b7}\u{140a}\u{140a}\u{b7}\u{b7}\u{140b}\
    \u{140b}\u{b7}\u{b0}\u{b7}\u{2c9}\u{2b}\u{1401}\u{1420}\u{394}\u{1420}\u{1405}\u{1420}\u{140a}\u{1420}\u{56}\u{245}\u{3e}\
    \u{b7}\u{3e}\u{3c}\u{b7}\u{56}\u{56}\u{b7}\u{b7}\u{245}\u{245}\u{b7}\u{b7}\u{1432}\u{1432}\u{b7}\u{b7}\u{3e}\u{3e}\u{b7}\u{b7}\u{1434}\u{1434}\u{b7}\
    \u{b7}\u{3c}\u{3c}\u{b7}\u{b7}\u{1439}\u{1439}\u{b7}\u{27}\u{55}\u{548}\u{b7}\u{1450}\u{b7}\u{55}\u{55}\u{b7}\u{b7}\u{548}\u{548}\u{b7}\
    \u{b7}\u{144f}\u{144f}\u{b7}\u{b7}\u{1450}\u{1450}\u{b7}\u{b7}\u{1451}\u{1451}\u{b7}\u{b7}\u{1455}\u{1455}\u{b7}\u{b7}\u{1456}\u{1456}\u{b7}\u{55}\u{27}\u{548}\u{27}\
    \u{1450}\u{27}\u{1455}\u{27}\u{50}\u{64}\u{62}\u{62}\u{307}\u{b7}\u{146b}\u{146b}\u{b7}\u{b7}\u{50}\u{70}\u{b7}\u{b7}\u{146e}\u{146e}\u{b7}\
    \u{b7}\u{64}\u{64}\u{b7}\u{b7}\u{1470}\u{1470}\u{b7}\u{b7}\u{62}\u{62}\u{b7}\u{b7}\u{62}\u{307}\u{62}\u{307}\u{b7}\u{146b}\u{27}\u{50}\u{27}\u{64}\u{27}\u{62}\u{27}\
    \u{4a}\u{b7}\u{1489}\u{1489}\u{b7}\u{b7}\u{148b}\u{148b}\u{b7}\u{b7}\u{148c}\u{148c}\u{b7}\u{b7}\u{4a}\u{4a}\u{b7}\u{b7}\u{148e}\u{148e}\u{b7}\u{b7}\u{1490}\
    \u{1490}\u{b7}\u{b7}\u{1491}\u{1491}\u{b7}\u{393}\u{4c}\u{b7}\u{14a3}\u{14a3}\u{b7}\u{b7}\u{393}\u{393}\u{b7}\u{b7}\u{14a6}\u{14a6}\u{b7}\u{b7}\u{14a7}\
    \u{14a7}\u{b7}\u{b7}\u{14a8}\u{14a8}\u{b7}\u{b7}\u{4c}\u{4c}\u{b7}\u{b7}\u{14ab}\u{14ab}\u{b7}\u{32}\u{b7}\u{14c0}\u{14c0}\u{b7}\u{b7}\u{14c7}\u{14c7}\u{b7}\
    \u{b7}\u{14c8}\u{14c8}\u{b7}\u{1421}\u{b7}\u{14d3}\u{14d3}\u{b7}\u{b7}\u{14d5}\u{14d5}\u{b7}\u{b7}\u{14d6}\u{14d6}\u{b7}\u{b7}\u{14d7}\u{14d7}\u{b7}\u{b7}\u{14d8}\
    \u{14d8}\u{b7}\u{b7}\u{14da}\u{14da}\u{b7}\u{b7}\u{14db}\u{14db}\u{b7}\u{b7}\u{14ed}\u{14ed}\u{b7}\u{b7}\u{14ef}\u{14ef}\u{b7}\u{b7}\u{14f0}\u{14f0}\u{b7}\u{b7}\u{14f1}\
    \u{14f1}\u{b7}\u{b7}\u{14f2}\u{14f2}\u{b7}\u{b7}\u{14f4}\u{14f4}\u{b7}\u{b7}\u{14f5}\u{14f5}\u{b7}\u{150b}\u{3c}\u{150b}\u{1455}\u{150b}\u{62}\u{150b}\u{1490}\u{b7}\u{1510}\
    \u{1510}\u{b7}\u{b7}\u{1511}\u{1511}\u{b7}\u{b7}\u{1512}\u{1512}\u{b7}\u{b7}\u{1513}\u{1513}\u{b7}\u{b7}\u{1514}\u{1514}\u{b7}\u{b7}\u{1515}\u{1515}\u{b7}\u{b7}\u{1516}\
    \u{1516}\u{b7}\u{b7}\u{34}\u{34}\u{b7}\u{b7}\u{1528}\u{1528}\u{b7}\u{b7}\u{1529}\u{1529}\u{b7}\u{b7}\u{152a}\u{152a}\u{b7}\u{b7}\u{152b}\u{152b}\u{b7}\u{b7}\u{152d}\
    \u{152d}\u{b7}\u{b7}\u{152e}\u{152e}\u{b7}\u{2b}\u{78}\u{b7}\u{154c}\u{154c}\u{b7}\u{b7}\u{155a}\u{155a}\u{b7}\u{b7}\u{1567}\u{1567}\u{b7}\u{2a}\u{2a}\
    \u{1e9f}\u{48}\u{78}\u{1550}\u{146c}\u{1550}\u{50}\u{1550}\u{146e}\u{1550}\u{64}\u{1550}\u{1470}\u{1550}\u{62}\u{1550}\u{62}\u{307}\u{1550}\u{1483}\u{42f}\
    \u{52}\u{1595}\u{148a}\u{1595}\u{148b}\u{1595}\u{148c}\u{1595}\u{4a}\u{1595}\u{148e}\u{1595}\u{1490}\u{1595}\u{1491}\u{62}\u{46}\u{2132}\u{a7fb}\
    \u{2c6f}\u{41}\u{44}\u{44}\u{460}\u{4d}\u{42}\u{1490}\u{1489}\u{14d3}\u{14da}\u{32}\
    \u{1543}\u{1546}\u{154a}\u{1b1}\u{3a9}\u{1b1}\u{3a9}\u{58}\u{78}\u{1550}\u{146b}\u{1595}\u{1489}\u{1596}\u{148b}\
    \u{1596}\u{148c}\u{1596}\u{4a}\u{1596}\u{148e}\u{1596}\u{1490}\u{1596}\u{1491}\u{15a7}\u{b7}\u{15a8}\u{b7}\u{15a9}\u{b7}\u{15aa}\u{b7}\u{15ab}\u{b7}\u{15ac}\u{b7}\u{15ad}\u{b7}\
    \u{20}\u{de}\u{3c}\u{58}\u{6c}\u{16bd}\u{6c}\u{338}\u{27}\u{6c}\u{4b}\u{4d}\u{3a8}\
    \u{16bc}\u{b7}\u{3a}\u{2b}\u{3a6}\u{33}\u{37}\u{1715}\u{2f}\u{2d}\u{304}\u{78}\
    \u{178a}\u{1791}\u{17d2}\u{1794}\u{17a2}\u{17a2}\u{17b6}\u{1796}\u{17d2}\u{1792}\u{e34}\u{e35}\u{e36}\u{e37}\u{17c1}\u{e35}\u{17c1}\u{17b6}\u{30a}\
    \u{983}\u{e48}\u{30a}\u{e2f}\u{e5a}\u{e4f}\u{e5b}\u{6f}\u{3a}\u{3a}\u{1835}\u{185c}\
    \u{b7}\u{18b1}\u{b7}\u{18b4}\u{b7}\u{18b8}\u{b7}\u{18c0}\u{b7}\u{14c2}\u{14c2}\u{b7}\u{b7}\u{14c3}\u{14c3}\u{b7}\u{b7}\u{14c4}\u{14c4}\u{b7}\u{b7}\u{14c5}\u{14c5}\u{b7}\
    \u{b7}\u{1543}\u{b7}\u{1546}\u{b7}\u{1547}\u{b7}\u{1548}\u{b7}\u{1549}\u{b7}\u{154b}\u{5e}\u{18f5}\u{971}\u{141e}\u{141e}\u{971}\u{b0}\u{971}\
    \u{1543}\u{b7}\u{155e}\u{b7}\u{1566}\u{b7}\u{156b}\u{b7}\u{42f}\u{b7}\u{1597}\u{b7}\u{460}\u{b7}\u{15f4}\u{b7}\u{161b}\u{b7}\u{447}\u{105d}\u{199e}\
    \u{19b1}\u{d30}\u{102c}\u{d30}\u{6f}\u{102c}\u{1015}\u{1041}\u{102c}\u{101a}\u{6f}\u{101e}\u{103f}\u{103c}\u{1039}\u{101c}\
    \u{1039}\u{1015}\u{1039}\u{101e}\u{1039}\u{1034}\u{102c}\u{102b}\u{30a}\u{325}\u{6f}\u{6f}\u{1aa8}\u{1aa8}\u{1aaa}\u{1aa8}\
    \u{6db}\u{328}\u{1ac6}\u{304}\u{1ae5}\u{304}\u{304}\u{1b0d}\u{1b11}\u{1b28}\u{1b50}\u{1b5e}\u{1b5e}\u{30a}\
    \u{30fc}\u{6f}\u{78}\u{2d}\u{308}\u{323}\u{1c3b}\u{1c3b}\u{1c7e}\u{1c7e}\u{6f}\u{63}\u{37}\u{33}\
    \u{32}\u{53}\u{4f}\u{302}\u{304}\u{27}\u{27}\u{32b}\u{11b62}\u{32d}\u{30e}\u{329}\u{323}\
    \u{324}\u{316}\u{306}\u{58}\u{30a}\u{63}\u{25c}\u{138}\u{28d}\u{6f}\u{254}\u{6f}\
    \u{1dd}\u{6f}\u{75}\u{76}\u{77}\u{7a}\u{1a8}\u{72}\u{28c}\u{3c0}\u{1d18}\u{43b}\u{1e050}\
    \u{1e039}\u{18d6}\u{1e040}\u{1e030}\u{1e035}\u{1e04b}\u{1e037}\u{b0}\u{1e03e}\u{1e068}\u{75}\u{65}\u{66}\u{334}\
    \u{72}\u{6e}\u{334}\u{6e}\u{334}\u{72}\u{334}\u{27e}\u{334}\u{73}\u{334}\u{74}\u{334}\u{7a}\u{334}\u{1d34}\u{69}\u{335}\u{69}\u{335}\u{70}\u{335}\u{75}\u{335}\
    \u{28a}\u{335}\u{67}\u{79}\u{1df69}\u{24b}\u{1df7b}\u{1e03f}\u{1e037}\u{1d4d}\u{1e04e}\u{1e042}\u{5e}\
    \u{1646}\u{1ada}\u{2dec}\u{7ac}\u{61}\u{27}\u{66}\u{df}\u{6c}\u{4c}\u{79}\u{27}\u{27}\u{7e}\
    \u{27}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{2d}\u{2d}\
    \u{2d}\u{2d}\u{30fc}\u{30fc}\u{6c}\u{6c}\u{27}\u{27}\u{2c}\u{27}\u{27}\u{27}\u{27}\u{27}\u{27}\u{27}\
    \u{b7}\u{2e}\u{2e}\u{2e}\u{2e}\u{2e}\u{2e}\u{b7}\u{20}\u{20}\u{20}\u{b0}\u{2f}\u{2080}\u{2080}\u{b0}\u{2f}\u{2080}\u{2080}\u{2080}\u{27}\u{27}\u{27}\
    \u{27}\u{27}\u{27}\u{27}\u{27}\u{27}\u{27}\u{27}\u{27}\u{3c}\u{3e}\u{21}\u{21}\u{2c9}\u{2f}\u{2d}\u{2f}\u{3f}\u{3f}\
    \u{3f}\u{21}\u{21}\u{3f}\u{2a}\u{b0}\u{2f}\u{2080}\u{7e}\u{27}\u{27}\u{27}\u{27}\u{3a}\u{2d57}\u{2d42}\u{20}\u{b0}\u{1e04c}\
    \u{a770}\u{167f}\u{1e051}\u{1e056}\u{1e05c}\u{1e061}\u{1e069}\u{43}\u{20eb}\u{a3}\u{72}\u{6e}\u{338}\u{52}\u{73}\u{57}\u{335}\
    \u{64}\u{335}\u{331}\u{a792}\u{4b}\u{335}\u{54}\u{20eb}\u{6c}\u{74}\u{554}\u{631}\u{649}\u{6c}\u{644}\u{6db}\u{61}\u{2f}\u{63}\u{61}\u{2f}\u{73}\u{43}\u{b0}\u{43}\
    \u{63}\u{2f}\u{6f}\u{63}\u{2f}\u{75}\u{190}\u{42d}\u{b0}\u{46}\u{67}\u{48}\u{48}\u{48}\u{68}\u{68}\u{335}\u{6c}\
    \u{6c}\u{4c}\u{6c}\u{4e}\u{4e}\u{6f}\u{50}\u{51}\u{52}\u{52}\u{52}\u{54}\u{45}\u{4c}\u{5a}\
    \u{1b1}\u{5a}\u{27f}\u{42}\u{43}\u{65}\u{65}\u{45}\u{46}\u{4d}\u{6f}\u{5d0}\
    \u{5d1}\u{5d2}\u{5d3}\u{69}\u{46}\u{41}\u{58}\u{3c0}\u{79}\u{393}\u{3a0}\u{1a9}\u{a4e8}\u{a4f6}\
    \u{16f00}\u{44}\u{64}\u{65}\u{69}\u{6a}\u{6c}\u{2f}\u{33}\u{32}\u{2f}\u{33}\u{6c}\u{2f}\u{35}\u{32}\u{2f}\u{35}\u{33}\u{2f}\u{35}\u{34}\u{2f}\u{35}\
    \u{6c}\u{2f}\u{36}\u{35}\u{2f}\u{36}\u{6c}\u{2f}\u{38}\u{33}\u{2f}\u{38}\u{35}\u{2f}\u{38}\u{37}\u{2f}\u{38}\u{6c}\u{2f}\u{6c}\u{6c}\u{6c}\u{6c}\u{6c}\u{6c}\u{6c}\u{56}\u{56}\
    \u{56}\u{6c}\u{56}\u{6c}\u{6c}\u{56}\u{6c}\u{6c}\u{6c}\u{6c}\u{58}\u{58}\u{58}\u{6c}\u{58}\u{6c}\u{6c}\u{4c}\u{43}\u{44}\u{4d}\u{69}\
    \u{69}\u{69}\u{69}\u{69}\u{69}\u{69}\u{76}\u{76}\u{76}\u{69}\u{76}\u{69}\u{69}\u{76}\u{69}\u{69}\u{69}\u{69}\u{78}\u{78}\u{78}\u{69}\u{78}\u{69}\u{69}\u{6c}\
    \u{63}\u{64}\u{72}\u{6e}\u{186}\u{254}\u{ab6c}\u{16cf}\u{16e8}\u{21b2}\u{1f10e}\u{16da}\u{6c}\
    \u{1f8d0}\u{1f8d1}\u{2c6f}\u{18e}\u{4f}\u{338}\u{394}\u{3a0}\u{1a9}\u{2d}\u{2b}\u{307}\u{2f}\u{5c}\
    \u{2a}\u{b0}\u{b7}\u{6f}\u{6f}\u{6c}\u{6c}\u{6c}\u{76}\u{548}\u{55}\u{283}\u{283}\u{283}\u{283}\u{283}\u{283}\
    \u{222e}\u{222e}\u{222e}\u{222e}\u{222e}\u{3a}\u{3a}\u{3a}\u{2d}\u{307}\u{7e}\u{3d}\u{307}\u{3d}\u{323}\u{307}\u{3a}\u{3d}\u{3d}\u{3a}\u{3d}\u{30a}\u{3d}\u{302}\
    \u{3d}\u{306}\u{3d}\u{36b}\u{2261}\u{3c}\u{3c}\u{3e}\u{3e}\u{1455}\u{1450}\u{102a8}\u{4f}\u{335}\u{298}\u{4f}\u{335}\u{54}\
    \u{a4d5}\u{2227}\u{76}\u{548}\u{55}\u{16dc}\u{b7}\u{16de}\u{3c}\u{b7}\u{b7}\u{3e}\u{3c}\u{3c}\u{3c}\u{3e}\u{3e}\u{3e}\
    \u{2d57}\u{b7}\u{b7}\u{b7}\u{a793}\u{45}\u{4f}\u{338}\u{2324}\u{303c}\u{394}\u{332}\u{16dc}\u{332}\u{b0}\u{332}\u{229b}\u{54}\u{308}\
    \u{2207}\u{308}\u{22c6}\u{308}\u{b0}\u{308}\u{4f}\u{308}\u{3c8}\u{7e}\u{308}\u{1435}\u{2207}\u{334}\u{4f}\u{335}\u{69}\u{70}\u{3c9}\
    \u{61}\u{332}\u{a793}\u{332}\u{69}\u{332}\u{3c9}\u{332}\u{61}\u{16bd}\u{4e28}\u{4e28}\u{4e28}\u{4e28}\u{4e28}\u{4e28}\
    \u{2355}\u{234e}\u{234b}\u{236d}\u{2081}\u{2080}\u{23fb}\u{6c}\u{263e}\u{5c}\u{5c}\u{2780}\u{2781}\u{2782}\
    \u{2783}\u{2784}\u{2785}\u{2786}\u{2787}\u{2788}\u{2789}\u{28}\u{6c}\u{29}\u{28}\u{32}\u{29}\u{28}\u{33}\u{29}\u{28}\u{34}\u{29}\u{28}\u{35}\u{29}\
    \u{28}\u{36}\u{29}\u{28}\u{37}\u{29}\u{28}\u{38}\u{29}\u{28}\u{39}\u{29}\u{28}\u{6c}\u{4f}\u{29}\u{28}\u{6c}\u{6c}\u{29}\u{28}\u{6c}\u{32}\u{29}\u{28}\u{6c}\u{33}\u{29}\u{28}\u{6c}\u{34}\u{29}\u{28}\u{6c}\u{35}\u{29}\u{28}\u{6c}\u{36}\u{29}\u{28}\u{6c}\u{37}\u{29}\
    \u{28}\u{6c}\u{38}\u{29}\u{28}\u{6c}\u{39}\u{29}\u{28}\u{32}\u{4f}\u{29}\u{6c}\u{2e}\u{32}\u{2e}\u{33}\u{2e}\u{34}\u{2e}\u{35}\u{2e}\u{36}\u{2e}\u{37}\u{2e}\u{38}\u{2e}\u{39}\u{2e}\
    \u{6c}\u{4f}\u{2e}\u{6c}\u{6c}\u{2e}\u{6c}\u{32}\u{2e}\u{6c}\u{33}\u{2e}\u{6c}\u{34}\u{2e}\u{6c}\u{35}\u{2e}\u{6c}\u{36}\u{2e}\u{6c}\u{37}\u{2e}\u{6c}\u{38}\u{2e}\u{6c}\u{39}\u{2e}\u{32}\u{4f}\u{2e}\u{28}\u{61}\u{29}\
    \u{28}\u{62}\u{29}\u{28}\u{63}\u{29}\u{28}\u{64}\u{29}\u{28}\u{65}\u{29}\u{28}\u{66}\u{29}\u{28}\u{67}\u{29}\u{28}\u{68}\u{29}\u{28}\u{69}\u{29}\u{28}\u{6a}\u{29}\u{28}\u{6b}\u{29}\u{28}\u{6c}\u{29}\u{28}\u{72}\u{6e}\u{29}\
    \u{28}\u{6e}\u{29}\u{28}\u{6f}\u{29}\u{28}\u{70}\u{29}\u{28}\u{71}\u{29}\u{28}\u{72}\u{29}\u{28}\u{73}\u{29}\u{28}\u{74}\u{29}\u{28}\u{75}\u{29}\u{28}\u{76}\u{29}\u{28}\u{77}\u{29}\u{28}\u{78}\u{29}\u{28}\u{79}\u{29}\
    \u{28}\u{7a}\u{29}\u{a9}\u{2117}\u{ae}\u{24be}\u{1f10d}\u{30fc}\u{30fc}\u{6c}\u{6c}\u{250c}\u{251c}\
    \u{1c2}\u{2f}\u{5c}\u{58}\u{220e}\u{258c}\u{2c9}\u{2596}\u{2598}\u{220e}\u{220e}\u{23e5}\
    \u{394}\u{22b3}\u{25b6}\u{25b6}\u{102bc}\u{22b2}\u{16dc}\u{16dc}\u{b0}\u{233e}\u{2312}\u{b0}\
    \u{298}\u{25a1}\u{1099e}\u{39e}\u{2388}\u{1d1f7}\u{224f}\u{1fa55}\u{1fa57}\u{16dc}\u{1d158}\u{1d165}\u{1d158}\u{1d165}\u{1d16e}\
    \u{b0}\u{28}\u{29}\u{3c}\u{3e}\u{28}\u{29}\u{7b}\u{7d}\u{2b}\u{2d}\u{f7}\
    \u{a4d5}\u{5c}\u{1455}\u{1450}\u{2f}\u{2f}\u{5c}\u{54}\u{276c}\u{276d}\u{20}\u{1cee0}\u{78}\u{78}\
    \u{6c}\u{16da}\u{21c3}\u{21c2}\u{6c}\u{21c2}\u{21c3}\u{16da}\u{983}\u{5b}\u{331}\u{5d}\u{331}\u{2d42}\u{2349}\u{1cef0}\u{233e}\u{303c}\
    \u{2342}\u{233b}\u{102c0}\u{299a}\u{77}\u{3a}\u{2192}\u{5c}\u{2f}\u{304}\u{2f}\u{5c}\u{298}\u{102a8}\
    \u{2297}\u{228d}\u{228e}\u{2293}\u{2294}\u{283}\u{283}\u{283}\u{283}\u{16de}\u{3e}\u{3e}\u{16da}\u{2b}\u{30a}\u{2b}\u{302}\u{2b}\u{303}\
    \u{2b}\u{323}\u{2b}\u{330}\u{2b}\u{2082}\u{2d}\u{313}\u{2d}\u{323}\u{78}\u{78}\u{307}\u{2319}\u{2a1f}\u{2210}\u{3d}\u{323}\u{7e}\u{307}\
    \u{3d}\u{20f0}\u{3a}\u{3a}\u{3d}\u{3d}\u{3d}\u{3d}\u{3d}\u{3d}\u{3e}\u{3c}\u{15d5}\u{15d2}\u{1450}\u{1455}\u{2f}\u{2f}\u{2f}\u{2f}\u{2f}\u{3d}\u{1ab2}\u{5d}\u{b7}\u{5b}\
    \u{219e}\u{219f}\u{21a0}\u{21a1}\u{48}\u{329}\u{4b}\u{329}\u{5a}\u{7a}\u{42}\u{299}\u{393}\u{72}\
    \u{394}\u{a792}\u{a793}\u{3c2}\u{5a}\u{7a}\u{48}\u{29c}\u{4f}\u{335}\u{6f}\u{335}\u{6c}\u{69}\
    \u{4b}\u{138}\u{3bb}\u{28c}\u{4d}\u{28d}\u{4e}\u{274}\u{33}\u{293}\u{4f}\u{6f}\
    \u{3a0}\u{3c0}\u{50}\u{70}\u{43}\u{63}\u{54}\u{1d1b}\u{59}\u{79}\u{3a6}\u{278}\
    \u{58}\u{3c7}\u{3a8}\u{3c8}\u{a64c}\u{3c9}\u{2d}\u{307}\u{2d}\u{307}\u{3c}\u{b7}\u{3c}\u{b7}\u{39e}\u{2261}\
    \u{2d}\u{2d}\u{428}\u{77}\u{554}\u{3fc}\u{33}\u{21d}\u{2f}\u{2f}\u{39}\u{39}\
    \u{33}\u{21d}\u{50}\u{70}\u{4c}\u{29f}\u{36}\u{36}\u{36}\u{1e9f}\u{278}\u{278}\
    \u{3d7}\u{554}\u{2627}\u{5c}\u{5c}\u{27}\u{7a}\u{4f}\u{335}\u{245}\u{56}\u{45}\u{18e}\u{4f}\u{338}\
    \u{b7}\u{b7}\u{b7}\u{1a9}\u{6c}\u{6c}\u{21}\u{4f}\u{51}\u{298}\u{58}\u{394}\u{16ef}\u{3c}\
    \u{1ddf}\u{30a}\u{368}\u{1adb}\u{36f}\u{363}\u{364}\u{2c}\u{2d}\u{308}\u{7e}\u{307}\u{7e}\u{323}\u{1455}\
    \u{1450}\u{28}\u{28}\u{29}\u{29}\u{2235}\u{2234}\u{3a}\u{3a}\u{61f}\u{b0}\u{b7}\u{60c}\u{61b}\u{1e9f}\
    \u{2d42}\u{b6}\u{3d}\u{28}\u{29}\u{5382}\u{4e5b}\u{4e5a}\u{4ebb}\u{5182}\u{20628}\u{5202}\
    \u{535c}\u{353e}\u{5140}\u{5c23}\u{5c22}\u{21bc2}\u{5df3}\u{5e7a}\u{5f51}\u{5f50}\u{5fc4}\u{38fa}\
    \u{624c}\u{6535}\u{65e1}\u{6708}\u{6b7a}\u{6bcd}\u{6c11}\u{6c35}\u{6c3a}\u{706c}\u{722b}\u{722b}\
    \u{4e2c}\u{72ad}\u{738b}\u{24d14}\u{7f52}\u{793a}\u{793b}\u{25ad7}\u{7cf9}\u{7e9f}\u{7f53}\u{7f52}\
    \u{34c1}\u{5197}\u{2626b}\u{7f8a}\u{2634c}\u{2634b}\u{8002}\u{8080}\u{807f}\u{26951}\u{8279}\u{8279}\
    \u{8279}\u{864e}\u{8864}\u{8980}\u{897f}\u{89c1}\u{89d2}\u{278b2}\u{8ba0}\u{8d1d}\u{27fb7}\u{8f66}\
    \u{8fb6}\u{8fb6}\u{8fb6}\u{961d}\u{9485}\u{1110}\u{30fc}\u{1102}\u{110c}\u{9578}\u{957f}\u{95e8}\u{28e0f}\u{961d}\u{9752}\
    \u{97e6}\u{9875}\u{98ce}\u{98de}\u{98df}\u{2967f}\u{98e0}\u{9963}\u{29810}\u{9a6c}\u{9aa8}\u{9b3c}\
    \u{9c7c}\u{9e1f}\u{5364}\u{9ea6}\u{9ec4}\u{9efe}\u{6589}\u{9f50}\u{6b6f}\u{9f7f}\u{7adc}\u{9f99}\
    \u{9f9c}\u{4e80}\u{9f9f}\u{30fc}\u{4e28}\u{5c}\u{2f}\u{4e59}\u{4e85}\u{4e8c}\u{4ea0}\u{4eba}\
    \u{513f}\u{5165}\u{516b}\u{5182}\u{5196}\u{51ab}\u{51e0}\u{51f5}\u{5200}\u{529b}\u{52f9}\u{5315}\
    \u{531a}\u{5338}\u{5341}\u{535c}\u{5369}\u{5382}\u{53b6}\u{53c8}\u{53e3}\u{53e3}\u{571f}\u{571f}\
    \u{5902}\u{590a}\u{5915}\u{5927}\u{5973}\u{5b50}\u{5b80}\u{5bf8}\u{5c0f}\u{5c22}\u{5c38}\u{5c6e}\
    \u{5c71}\u{5ddb}\u{5de5}\u{5df1}\u{5dfe}\u{5e72}\u{5e7a}\u{5e7f}\u{5ef4}\u{5efe}\u{5f0b}\u{5f13}\
    \u{5f50}\u{5f61}\u{5f73}\u{5fc3}\u{6208}\u{6236}\u{624b}\u{652f}\u{6534}\u{6587}\u{6597}\u{65a4}\
    \u{65b9}\u{65e0}\u{65e5}\u{65e5}\u{6708}\u{6728}\u{6b20}\u{6b62}\u{6b79}\u{6bb3}\u{6bcb}\u{6bd4}\
    \u{6bdb}\u{6c0f}\u{6c14}\u{6c34}\u{706b}\u{722a}\u{7236}\u{723b}\u{1102}\u{116e}\u{4e28}\u{7247}\u{7259}\u{725b}\
    \u{72ac}\u{7384}\u{7389}\u{74dc}\u{74e6}\u{7518}\u{751f}\u{7528}\u{7530}\u{758b}\u{7592}\u{7676}\
    \u{767d}\u{76ae}\u{76bf}\u{76ee}\u{77db}\u{77e2}\u{77f3}\u{793a}\u{79b8}\u{79be}\u{7a74}\u{7acb}\
    \u{7af9}\u{7c73}\u{7cf8}\u{7f36}\u{7f51}\u{7f8a}\u{7fbd}\u{8001}\u{800c}\u{8012}\u{8033}\u{807f}\
    \u{8089}\u{81e3}\u{81ea}\u{81f3}\u{81fc}\u{820c}\u{821b}\u{821f}\u{826e}\u{8272}\u{8278}\u{864d}\
    \u{866b}\u{8840}\u{884c}\u{8863}\u{897e}\u{898b}\u{89d2}\u{8a00}\u{8c37}\u{8c46}\u{8c55}\u{8c78}\
    \u{8c9d}\u{8d64}\u{8d70}\u{8db3}\u{8eab}\u{8eca}\u{8f9b}\u{8fb0}\u{8fb5}\u{9091}\u{9149}\u{91c6}\
    \u{91cc}\u{91d1}\u{1110}\u{30fc}\u{1102}\u{110c}\u{9580}\u{961c}\u{96b6}\u{96b9}\u{96e8}\u{9751}\u{975e}\u{9762}\u{9769}\
    \u{97cb}\u{97ed}\u{97f3}\u{9801}\u{98a8}\u{98db}\u{98df}\u{9996}\u{9999}\u{99ac}\u{9aa8}\u{9ad8}\
    \u{9adf}\u{9b25}\u{9b2f}\u{9b32}\u{9b3c}\u{9b5a}\u{9ce5}\u{9e75}\u{9e7f}\u{9ea5}\u{9ebb}\u{9ec3}\
    \u{9ecd}\u{9ed1}\u{9ef9}\u{9efd}\u{9f0e}\u{9f13}\u{9f20}\u{9f3b}\u{9f4a}\u{9f52}\u{9f8d}\u{9f9c}\
    \u{9fa0}\u{20}\u{2f3}\u{27}\u{27}\u{4f}\u{276c}\u{276d}\u{20b8}\u{28}\u{29}\u{27e6}\u{27e7}\
    \u{7e}\u{30a}\u{325}\u{2f}\u{20b8}\u{5341}\u{8279}\u{5345}\u{276c}\u{ff9e}\u{30a}\u{ff9e}\
    \u{30a}\u{3d}\u{4ebb}\u{5de5}\u{529b}\u{5915}\u{535c}\u{4e8c}\u{793b}\u{2f}\u{516b}\u{5315}\
    \u{3078}\u{53b6}\u{5f50}\u{53e3}\u{b7}\u{276c}\u{54}\u{59}\u{513f}\u{1100}\u{1100}\u{1100}\u{1100}\u{1109}\
    \u{1102}\u{1102}\u{110c}\u{1102}\u{1112}\u{1103}\u{1103}\u{1103}\u{1105}\u{1105}\u{1100}\u{1105}\u{1106}\u{1105}\u{1107}\u{1105}\u{1109}\u{1105}\u{1110}\u{1105}\u{1111}\
    \u{1105}\u{1112}\u{1106}\u{1107}\u{1107}\u{1107}\u{1107}\u{1109}\u{1109}\u{1109}\u{1109}\u{6f}\u{110c}\u{110c}\u{110c}\u{110e}\u{110f}\
    \u{1110}\u{1111}\u{1112}\u{1161}\u{1161}\u{4e28}\u{1163}\u{1163}\u{4e28}\u{1165}\u{1165}\u{4e28}\u{1167}\u{1167}\u{4e28}\u{1169}\
    \u{1169}\u{1161}\u{1169}\u{1161}\u{4e28}\u{1169}\u{4e28}\u{116d}\u{116e}\u{116e}\u{1165}\u{116e}\u{1165}\u{4e28}\u{116e}\u{4e28}\u{1172}\u{30fc}\u{30fc}\u{4e28}\u{4e28}\
    \u{1102}\u{1102}\u{1102}\u{1103}\u{1102}\u{1109}\u{1102}\u{1140}\u{1105}\u{1100}\u{1109}\u{1105}\u{1103}\u{1105}\u{1107}\u{1109}\u{1105}\u{1140}\u{1105}\u{1159}\u{1106}\u{1107}\u{1106}\u{1109}\u{1106}\u{1140}\
    \u{1106}\u{6f}\u{1107}\u{1100}\u{1107}\u{1103}\u{1107}\u{1109}\u{1100}\u{1107}\u{1109}\u{1103}\u{1107}\u{110c}\u{1107}\u{1110}\u{1107}\u{6f}\u{1107}\u{1107}\u{6f}\u{1109}\u{1100}\u{1109}\u{1102}\u{1109}\u{1103}\
    \u{1109}\u{1107}\u{1109}\u{110c}\u{1140}\u{6f}\u{6f}\u{114c}\u{6f}\u{1109}\u{6f}\u{1140}\u{1111}\u{6f}\u{1112}\u{1112}\u{1159}\u{116d}\u{1163}\u{116d}\u{1163}\u{4e28}\
    \u{116d}\u{4e28}\u{1172}\u{1167}\u{1172}\u{1167}\u{4e28}\u{1172}\u{4e28}\u{119e}\u{119e}\u{4e28}\u{30fc}\u{4e0a}\u{30bb}\u{200cc}\u{4e40}\u{30fc}\
    \u{4e28}\u{2f}\u{2f}\u{5c}\u{200cd}\u{4e5b}\u{200ca}\u{200ce}\u{2010c}\u{4e85}\u{276c}\u{200cb}\
    \u{4e40}\u{200d1}\u{4e5a}\u{4e59}\u{2010e}\u{28}\u{1100}\u{29}\u{28}\u{1102}\u{29}\u{28}\u{1103}\u{29}\u{28}\u{1105}\u{29}\u{28}\u{1106}\u{29}\u{28}\u{1107}\u{29}\u{28}\u{1109}\u{29}\
    \u{28}\u{6f}\u{29}\u{28}\u{110c}\u{29}\u{28}\u{110e}\u{29}\u{28}\u{110f}\u{29}\u{28}\u{1110}\u{29}\u{28}\u{1111}\u{29}\u{28}\u{1112}\u{29}\u{28}\u{1100}\u{1161}\u{29}\u{28}\u{1102}\u{1161}\u{29}\u{28}\u{1103}\u{1161}\u{29}\u{28}\u{1105}\u{1161}\u{29}\u{28}\u{1106}\u{1161}\u{29}\
    \u{28}\u{1107}\u{1161}\u{29}\u{28}\u{1109}\u{1161}\u{29}\u{28}\u{6f}\u{1161}\u{29}\u{28}\u{110c}\u{1161}\u{29}\u{28}\u{110e}\u{1161}\u{29}\u{28}\u{110f}\u{1161}\u{29}\u{28}\u{1110}\u{1161}\u{29}\u{28}\u{1111}\u{1161}\u{29}\u{28}\u{1112}\u{1161}\u{29}\u{28}\u{110c}\u{116e}\u{29}\u{28}\u{6f}\u{1169}\u{110c}\u{1165}\u{1102}\u{29}\u{28}\u{6f}\u{1169}\u{1112}\u{116e}\u{29}\
    \u{28}\u{30fc}\u{29}\u{28}\u{4e8c}\u{29}\u{28}\u{4e09}\u{29}\u{28}\u{56db}\u{29}\u{28}\u{4e94}\u{29}\u{28}\u{516d}\u{29}\u{28}\u{4e03}\u{29}\u{28}\u{516b}\u{29}\u{28}\u{4e5d}\u{29}\u{28}\u{5341}\u{29}\u{28}\u{6708}\u{29}\u{28}\u{706b}\u{29}\
    \u{28}\u{6c34}\u{29}\u{28}\u{6728}\u{29}\u{28}\u{91d1}\u{29}\u{28}\u{571f}\u{29}\u{28}\u{65e5}\u{29}\u{28}\u{682a}\u{29}\u{28}\u{6709}\u{29}\u{28}\u{793e}\u{29}\u{28}\u{540d}\u{29}\u{28}\u{7279}\u{29}\u{28}\u{8ca1}\u{29}\u{28}\u{795d}\u{29}\
    \u{28}\u{52b4}\u{29}\u{28}\u{4ee3}\u{29}\u{28}\u{547c}\u{29}\u{28}\u{5b66}\u{29}\u{28}\u{76e3}\u{29}\u{28}\u{4f01}\u{29}\u{28}\u{8cc7}\u{29}\u{28}\u{5354}\u{29}\u{28}\u{796d}\u{29}\u{28}\u{4f11}\u{29}\u{28}\u{81ea}\u{29}\u{28}\u{81f3}\u{29}\
    \u{50}\u{54}\u{45}\u{6c}\u{6708}\u{32}\u{6708}\u{33}\u{6708}\u{34}\u{6708}\u{35}\u{6708}\u{36}\u{6708}\u{37}\u{6708}\u{38}\u{6708}\u{39}\u{6708}\u{6c}\u{4f}\u{6708}\u{6c}\u{6c}\u{6708}\
    \u{6c}\u{32}\u{6708}\u{48}\u{67}\u{65}\u{72}\u{67}\u{65}\u{56}\u{4c}\u{54}\u{44}\u{4ee4}\u{548c}\u{4f}\u{70b9}\u{6c}\u{70b9}\u{32}\u{70b9}\u{33}\u{70b9}\u{34}\u{70b9}\u{35}\u{70b9}\
    \u{36}\u{70b9}\u{37}\u{70b9}\u{38}\u{70b9}\u{39}\u{70b9}\u{6c}\u{4f}\u{70b9}\u{6c}\u{6c}\u{70b9}\u{6c}\u{32}\u{70b9}\u{6c}\u{33}\u{70b9}\u{6c}\u{34}\u{70b9}\u{6c}\u{35}\u{70b9}\u{6c}\u{36}\u{70b9}\u{6c}\u{37}\u{70b9}\
    \u{6c}\u{38}\u{70b9}\u{6c}\u{39}\u{70b9}\u{32}\u{4f}\u{70b9}\u{32}\u{6c}\u{70b9}\u{32}\u{32}\u{70b9}\u{32}\u{33}\u{70b9}\u{32}\u{34}\u{70b9}\u{68}\u{50}\u{61}\u{64}\u{61}\u{41}\u{55}\u{62}\u{61}\u{72}\u{6f}\u{56}\
    \u{70}\u{63}\u{64}\u{72}\u{6e}\u{6c}\u{55}\u{5e73}\u{6210}\u{662d}\u{548c}\u{5927}\u{1d376}\u{660e}\u{6cbb}\u{70}\u{41}\u{6e}\u{41}\u{3bc}\u{41}\u{72}\u{6e}\u{41}\u{6b}\u{41}\
    \u{4b}\u{42}\u{4d}\u{42}\u{47}\u{42}\u{63}\u{61}\u{6c}\u{6b}\u{63}\u{61}\u{6c}\u{70}\u{46}\u{6e}\u{46}\u{3bc}\u{46}\u{3bc}\u{67}\u{72}\u{6e}\u{67}\u{6b}\u{67}\u{48}\u{7a}\
    \u{6b}\u{48}\u{7a}\u{4d}\u{48}\u{7a}\u{47}\u{48}\u{7a}\u{54}\u{48}\u{7a}\u{3bc}\u{6c}\u{72}\u{6e}\u{6c}\u{64}\u{6c}\u{6b}\u{6c}\u{66}\u{72}\u{6e}\u{6e}\u{72}\u{6e}\u{3bc}\u{72}\u{6e}\u{72}\u{6e}\u{72}\u{6e}\
    \u{63}\u{72}\u{6e}\u{6b}\u{72}\u{6e}\u{72}\u{6e}\u{2f}\u{73}\u{50}\u{61}\u{6b}\u{50}\u{61}\u{4d}\u{50}\u{61}\u{47}\u{50}\u{61}\u{72}\u{61}\u{64}\u{72}\u{61}\u{64}\u{2f}\u{73}\u{70}\u{73}\u{6e}\u{73}\u{3bc}\u{73}\
    \u{72}\u{6e}\u{73}\u{70}\u{56}\u{6e}\u{56}\u{3bc}\u{56}\u{72}\u{6e}\u{56}\u{6b}\u{56}\u{4d}\u{56}\u{70}\u{57}\u{6e}\u{57}\u{3bc}\u{57}\u{72}\u{6e}\u{57}\u{6b}\u{57}\
    \u{4d}\u{57}\u{6b}\u{3a9}\u{4d}\u{3a9}\u{61}\u{2e}\u{72}\u{6e}\u{2e}\u{42}\u{71}\u{63}\u{63}\u{63}\u{64}\u{43}\u{2f}\u{6b}\u{67}\u{43}\u{6f}\u{2e}\u{64}\u{42}\u{47}\u{79}\u{68}\u{61}\
    \u{48}\u{50}\u{69}\u{6e}\u{4b}\u{4b}\u{4b}\u{4d}\u{6b}\u{74}\u{6c}\u{72}\u{6e}\u{6c}\u{6e}\u{6c}\u{6f}\u{67}\u{6c}\u{78}\u{72}\u{6e}\u{62}\u{72}\u{6e}\u{69}\u{6c}\u{72}\u{6e}\u{6f}\u{6c}\
    \u{50}\u{48}\u{70}\u{2e}\u{72}\u{6e}\u{2e}\u{50}\u{50}\u{4d}\u{50}\u{52}\u{73}\u{72}\u{53}\u{76}\u{57}\u{62}\u{56}\u{2f}\u{72}\u{6e}\u{41}\u{2f}\u{72}\u{6e}\u{6c}\u{65e5}\u{32}\u{65e5}\u{33}\u{65e5}\
    \u{34}\u{65e5}\u{35}\u{65e5}\u{36}\u{65e5}\u{37}\u{65e5}\u{38}\u{65e5}\u{39}\u{65e5}\u{6c}\u{4f}\u{65e5}\u{6c}\u{6c}\u{65e5}\u{6c}\u{32}\u{65e5}\u{6c}\u{33}\u{65e5}\u{6c}\u{34}\u{65e5}\u{6c}\u{35}\u{65e5}\
    \u{6c}\u{36}\u{65e5}\u{6c}\u{37}\u{65e5}\u{6c}\u{38}\u{65e5}\u{6c}\u{39}\u{65e5}\u{32}\u{4f}\u{65e5}\u{32}\u{6c}\u{65e5}\u{32}\u{32}\u{65e5}\u{32}\u{33}\u{65e5}\u{32}\u{34}\u{65e5}\u{32}\u{35}\u{65e5}\u{32}\u{36}\u{65e5}\u{32}\u{37}\u{65e5}\
    \u{32}\u{38}\u{65e5}\u{32}\u{39}\u{65e5}\u{33}\u{4f}\u{65e5}\u{33}\u{6c}\u{65e5}\u{67}\u{61}\u{6c}\u{3128}\u{340a}\u{2ec3b}\u{3113}\u{363d}\u{2b736}\u{2ecda}\
    \u{2ed0b}\u{2ed10}\u{2ed45}\u{2ed61}\u{3588}\u{3b3b}\u{2ede3}\u{278ae}\u{4c4d}\u{5c6e}\u{238a7}\u{30fc}\
    \u{310e}\u{54}\u{110c}\u{1169}\u{1109}\u{1109}\u{30fc}\u{3110}\u{59}\u{5c}\u{2f}\u{30e1}\u{1b122}\u{1b128}\u{1109}\u{30fc}\u{1100}\
    \u{2ebf7}\u{4f75}\u{5024}\u{514c}\u{16ff3}\u{6e6e}\u{8279}\u{8279}\u{1106}\u{1161}\u{1109}\u{30fc}\u{1106}\u{5433}\u{5433}\
    \u{5553}\u{53e3}\u{5861}\u{571f}\u{58ab}\u{5968}\u{59b9}\u{5a1b}\u{5a1b}\u{5aaf}\u{2ec5c}\u{55a6}\
    \u{310d}\u{312d}\u{5dff}\u{5e21}\u{3b3a}\u{2ec7b}\u{6046}\u{6085}\u{2b73f}\u{6236}\u{6236}\u{62b9}\
    \u{6329}\u{633f}\u{633f}\u{3a41}\u{63fa}\u{63fa}\u{2d8c4}\u{6553}\u{6627}\u{403f}\u{665a}\u{65e5}\
    \u{3ada}\u{43d3}\u{4443}\u{30db}\u{672a}\u{3b51}\u{676e}\u{68b2}\u{3ba3}\u{699d}\u{2b81e}\u{1d376}\
    \u{2ecc3}\u{6cab}\u{6d97}\u{51d1}\u{34d3}\u{51d3}\u{51d2}\u{51d4}\u{34d5}\u{34d6}\u{51d7}\u{34d7}\
    \u{6e88}\u{51d8}\u{51dc}\u{51d9}\u{51da}\u{6fc2}\u{51df}\u{2ece3}\u{1102}\u{116e}\u{4e28}\u{5968}\u{7464}\u{25133}\
    \u{771b}\u{7814}\u{7a05}\u{7d59}\u{7d55}\u{7dd2}\u{2e30b}\u{670c}\u{6710}\u{670f}\u{3b35}\u{6713}\
    \u{6718}\u{812b}\u{80fc}\u{6723}\u{30c28}\u{82ff}\u{848d}\u{8637}\u{86fb}\u{4620}\u{46b6}\u{8a2e}\
    \u{8aaa}\u{8b20}\u{8b86}\u{8c5c}\u{8d7f}\u{8de5}\u{8e97}\u{8eb1}\u{8eff}\u{2ede0}\u{48b4}\u{2ede9}\
    \u{90f7}\u{90f7}\u{92b3}\u{93ad}\u{2edf6}\u{1110}\u{30fc}\u{1102}\u{110c}\u{2ee24}\u{5bc9}\u{6e4c}\u{98ee}\u{6ea4}\u{4c45}\
    \u{9e42}\u{9ed1}\u{418b}\u{4039}\u{a2cd}\u{a0c0}\u{a04a}\u{a458}\u{a132}\u{a050}\u{a3c2}\u{a3bf}\
    \u{a2b1}\u{a259}\u{a3ab}\u{a3b5}\u{42}\u{50}\u{64}\u{44}\u{54}\u{47}\u{4b}\u{4a}\
    \u{43}\u{186}\u{5a}\u{46}\u{2132}\u{4d}\u{4e}\u{4c}\u{53}\u{52}\u{245}\u{56}\
    \u{48}\u{57}\u{58}\u{59}\u{15fa}\u{41}\u{2c6f}\u{45}\u{18e}\u{6c}\u{4f}\u{55}\
    \u{548}\u{15e1}\u{2e}\u{2c}\u{2e}\u{2e}\u{2e}\u{2c}\u{3a}\u{2d}\u{2e}\u{3d}\u{54}\u{6c}\u{6c}\u{6c}\u{36}\
    \u{394}\u{42}\u{6c}\u{53}\u{38}\u{45}\u{1e9f}\u{3d}\u{2e}\u{190}\u{32}\u{1a8}\
    \u{69}\u{3c9}\u{42a}\u{6c}\u{2c9}\u{62}\u{69}\u{298}\u{20e9}\u{306}\u{2c7}\u{54}\u{328}\u{1d1b}\u{68}\u{314}\u{4f}\u{4f}\
    \u{6f}\u{6f}\u{102a8}\u{1d47}\u{418}\u{6f}\u{304}\u{304}\u{30b9}\u{16b9}\u{2c75}\u{59}\u{307}\u{5a}\u{2a1}\u{245}\
    \u{3a0}\u{39}\u{b7}\u{56}\u{3f}\u{32}\u{302}\u{304}\u{a6f3}\u{a6f3}\u{2eb}\u{2ea}\u{54}\u{33}\u{74}\u{21d}\
    \u{190}\u{73}\u{41}\u{41}\u{61}\u{61}\u{41}\u{4f}\u{61}\u{6f}\u{41}\u{55}\u{61}\u{75}\u{41}\u{56}\u{61}\u{76}\u{41}\u{56}\u{61}\u{76}\
    \u{41}\u{59}\u{61}\u{79}\u{4b}\u{335}\u{4f}\u{335}\u{6f}\u{335}\u{4f}\u{4f}\u{6f}\u{6f}\u{32}\u{77}\u{326}\u{33}\u{21d}\u{39}\
    \u{39}\u{74}\u{66}\u{26}\u{a779}\u{6c}\u{3a}\u{3d}\u{27}\u{27}\u{b7}\u{a727}\u{46}\
    \u{66}\u{10412}\u{1043a}\u{29a}\u{a4e4}\u{75}\u{33}\u{6c}\u{a4d5}\u{4a}\u{58}\u{42}\
    \u{df}\u{a64c}\u{3c9}\u{53}\u{328}\u{a7ce}\u{a7d3}\u{a7d5}\u{df}\u{df}\u{245}\u{3bb}\u{245}\u{338}\
    \u{393}\u{18f5}\u{14bc}\u{30fc}\u{77}\u{6c}\u{30a}\u{6c}\u{b0}\u{6c}\u{6c}\u{6c}\u{968}\u{306}\u{307}\
    \u{33}\u{306}\u{307}\u{1103}\u{1106}\u{1103}\u{1107}\u{1103}\u{1109}\u{1103}\u{110c}\u{1105}\u{1100}\u{1105}\u{1100}\u{1100}\u{1105}\u{1103}\u{1105}\u{1103}\u{1103}\u{1105}\u{1106}\u{1105}\u{1107}\u{1105}\u{1107}\u{1107}\
    \u{1105}\u{1107}\u{6f}\u{1105}\u{1109}\u{1105}\u{110c}\u{1105}\u{110f}\u{1106}\u{1100}\u{1106}\u{1103}\u{1106}\u{1109}\u{1107}\u{1109}\u{1110}\u{1107}\u{110f}\u{1107}\u{1112}\u{1109}\u{1109}\u{1107}\u{6f}\u{1105}\
    \u{6f}\u{1112}\u{110c}\u{110c}\u{1112}\u{1110}\u{1110}\u{1111}\u{1112}\u{1112}\u{1109}\u{1159}\u{1159}\u{2c3f}\u{a99d}\u{a9d0}\u{662}\u{aa01}\u{aa23}\
    \u{6c}\u{105c}\u{102c}\u{304}\u{2d}\u{1001}\u{103b}\u{103e}\u{1006}\u{103b}\u{103e}\u{65}\u{66}\u{6f}\u{6f}\u{338}\u{254}\u{338}\u{1dd}\u{6f}\u{338}\
    \u{1dd}\u{6f}\u{335}\u{63}\u{6f}\u{63}\u{6f}\u{338}\u{72}\u{72}\u{283}\u{75}\u{72}\u{6e}\u{323}\u{75}\u{3c7}\u{3c7}\u{79}\
    \u{459}\u{254}\u{65}\u{75}\u{6f}\u{61}\u{1d05}\u{280}\u{1d1b}\u{6f}\u{31b}\u{69}\u{1d00}\u{1d0a}\u{1d07}\
    \u{242}\u{2c76}\u{72}\u{77}\u{28d}\u{29c}\u{6f}\u{335}\u{262}\u{7a}\u{a793}\u{75}\u{335}\u{34}\
    \u{185}\u{280}\u{77}\u{76}\u{73}\u{29f}\u{63}\u{1d18}\u{138}\u{6f}\u{335}\u{36}\u{2e}\
    \u{1169}\u{1167}\u{1169}\u{1169}\u{4e28}\u{116d}\u{1161}\u{116d}\u{1161}\u{4e28}\u{116d}\u{1165}\u{116e}\u{1167}\u{116e}\u{4e28}\u{4e28}\u{1172}\u{1161}\u{4e28}\u{1172}\u{1169}\u{30fc}\u{1161}\u{30fc}\u{1165}\u{30fc}\u{1165}\u{4e28}\
    \u{30fc}\u{1169}\u{4e28}\u{1163}\u{1169}\u{4e28}\u{1163}\u{4e28}\u{4e28}\u{1167}\u{4e28}\u{1167}\u{4e28}\u{4e28}\u{1169}\u{4e28}\u{4e28}\u{116d}\u{4e28}\u{1172}\u{4e28}\u{4e28}\u{119e}\u{1161}\u{119e}\u{1165}\u{4e28}\u{1102}\u{1105}\
    \u{1102}\u{110e}\u{1103}\u{1103}\u{1103}\u{1103}\u{1107}\u{1103}\u{1107}\u{1103}\u{1109}\u{1103}\u{1109}\u{1100}\u{1103}\u{110c}\u{1103}\u{110e}\u{1103}\u{1110}\u{1105}\u{1100}\u{1100}\u{1105}\u{1100}\u{1112}\u{1105}\u{1105}\u{110f}\
    \u{1105}\u{1106}\u{1112}\u{1105}\u{1107}\u{1103}\u{1105}\u{1107}\u{1111}\u{1105}\u{114c}\u{1105}\u{1159}\u{1112}\u{1105}\u{6f}\u{1106}\u{1102}\u{1106}\u{1102}\u{1102}\u{1106}\u{1106}\u{1106}\u{1107}\u{1109}\u{1106}\u{110c}\u{1107}\u{1103}\
    \u{1107}\u{1105}\u{1111}\u{1107}\u{1106}\u{1107}\u{1107}\u{1107}\u{1109}\u{1103}\u{1107}\u{110c}\u{1107}\u{110e}\u{1109}\u{1106}\u{1109}\u{1107}\u{6f}\u{1109}\u{1109}\u{1100}\u{1109}\u{1109}\u{1103}\u{1109}\u{1140}\u{1109}\u{110c}\
    \u{1109}\u{110e}\u{1109}\u{1110}\u{1105}\u{1112}\u{1140}\u{1107}\u{1140}\u{1107}\u{6f}\u{114c}\u{1106}\u{114c}\u{1112}\u{110c}\u{1107}\u{110c}\u{1107}\u{1107}\u{110c}\u{110c}\u{1111}\u{1109}\u{1111}\u{1110}\
    \u{66}\u{66}\u{66}\u{69}\u{66}\u{6c}\u{66}\u{66}\u{69}\u{66}\u{66}\u{6c}\u{66}\u{74}\u{73}\u{74}\u{574}\u{576}\u{574}\u{565}\u{574}\u{56b}\u{57e}\u{576}\u{574}\u{56d}\
    \u{5e2}\u{5d0}\u{5d3}\u{5d4}\u{5db}\u{5dc}\u{5dd}\u{5e8}\u{5ea}\u{2d}\u{307}\u{5d0}\u{5dc}\u{671}\
    \u{671}\u{67b}\u{67b}\u{67b}\u{67b}\u{649}\u{6db}\u{649}\u{6db}\u{649}\u{6db}\u{649}\u{6db}\u{680}\u{680}\u{680}\
    \u{680}\u{62a}\u{62a}\u{62a}\u{62a}\u{67f}\u{67f}\u{67f}\u{67f}\u{649}\u{615}\u{649}\u{615}\u{649}\u{615}\
    \u{649}\u{615}\u{6a1}\u{6db}\u{6a1}\u{6db}\u{6a1}\u{6db}\u{6a1}\u{6db}\u{6a6}\u{6a6}\u{6a6}\u{6a6}\u{684}\u{684}\u{684}\
    \u{684}\u{683}\u{683}\u{683}\u{683}\u{686}\u{686}\u{686}\u{686}\u{687}\u{687}\u{687}\
    \u{687}\u{68d}\u{68d}\u{68c}\u{68c}\u{62f}\u{6db}\u{62f}\u{6db}\u{62f}\u{615}\u{62f}\u{615}\u{631}\u{6db}\u{631}\u{6db}\u{631}\u{615}\
    \u{631}\u{615}\u{643}\u{643}\u{643}\u{643}\u{6af}\u{6af}\u{6af}\u{6af}\u{6b3}\u{6b3}\u{6b3}\
    \u{6b3}\u{6b1}\u{6b1}\u{6b1}\u{6b1}\u{649}\u{649}\u{649}\u{615}\u{649}\u{615}\u{649}\u{615}\u{649}\u{615}\u{6f}\u{654}\
    \u{6f}\u{654}\u{6f}\u{6f}\u{6f}\u{6f}\u{6f}\u{6f}\u{6f}\u{6f}\u{649}\u{649}\u{649}\u{674}\
    \u{649}\u{674}\u{643}\u{6db}\u{643}\u{6db}\u{643}\u{6db}\u{643}\u{6db}\u{648}\u{313}\u{648}\u{313}\u{648}\u{306}\u{648}\u{306}\u{648}\u{e48}\u{648}\u{e48}\u{648}\u{313}\u{674}\
    \u{648}\u{6db}\u{648}\u{6db}\u{6c5}\u{6c5}\u{648}\u{302}\u{648}\u{302}\u{67b}\u{67b}\u{67b}\u{67b}\u{649}\u{649}\
    \u{649}\u{654}\u{6c}\u{649}\u{654}\u{6c}\u{649}\u{654}\u{6f}\u{649}\u{654}\u{6f}\u{649}\u{654}\u{648}\u{649}\u{654}\u{648}\u{649}\u{654}\u{648}\u{313}\u{649}\u{654}\u{648}\u{313}\u{649}\u{654}\u{648}\u{306}\u{649}\u{654}\u{648}\u{306}\u{649}\u{654}\u{648}\u{e48}\u{649}\u{654}\u{648}\u{e48}\
    \u{649}\u{654}\u{67b}\u{649}\u{654}\u{67b}\u{649}\u{654}\u{67b}\u{649}\u{654}\u{649}\u{649}\u{654}\u{649}\u{649}\u{654}\u{649}\u{649}\u{649}\u{649}\u{649}\u{649}\u{654}\u{62c}\u{649}\u{654}\u{62d}\
    \u{649}\u{654}\u{645}\u{649}\u{654}\u{649}\u{649}\u{654}\u{649}\u{628}\u{62c}\u{628}\u{62d}\u{628}\u{62e}\u{628}\u{645}\u{628}\u{649}\u{628}\u{649}\u{62a}\u{62c}\u{62a}\u{62d}\u{62a}\u{62e}\
    \u{62a}\u{645}\u{62a}\u{649}\u{62a}\u{649}\u{649}\u{6db}\u{62c}\u{649}\u{6db}\u{645}\u{649}\u{6db}\u{649}\u{649}\u{6db}\u{649}\u{62c}\u{62d}\u{62c}\u{645}\u{62d}\u{62c}\u{62d}\u{645}\u{62e}\u{62c}\
    \u{62e}\u{62d}\u{62e}\u{645}\u{633}\u{62c}\u{633}\u{62d}\u{633}\u{62e}\u{633}\u{645}\u{635}\u{62d}\u{635}\u{645}\u{636}\u{62c}\u{636}\u{62d}\u{636}\u{62e}\u{636}\u{645}\
    \u{637}\u{62d}\u{637}\u{645}\u{638}\u{645}\u{639}\u{62c}\u{639}\u{645}\u{63a}\u{62c}\u{63a}\u{645}\u{641}\u{62c}\u{641}\u{62d}\u{641}\u{62e}\u{641}\u{645}\u{641}\u{649}\
    \u{641}\u{649}\u{642}\u{62d}\u{642}\u{645}\u{642}\u{649}\u{642}\u{649}\u{643}\u{6c}\u{643}\u{62c}\u{643}\u{62d}\u{643}\u{62e}\u{643}\u{644}\u{643}\u{645}\u{643}\u{649}\
    \u{643}\u{649}\u{644}\u{62c}\u{644}\u{62d}\u{644}\u{62e}\u{644}\u{645}\u{644}\u{649}\u{644}\u{649}\u{645}\u{62c}\u{645}\u{62d}\u{645}\u{62e}\u{645}\u{645}\u{645}\u{649}\
    \u{645}\u{649}\u{628}\u{62e}\u{646}\u{62d}\u{646}\u{62e}\u{646}\u{645}\u{646}\u{649}\u{646}\u{649}\u{6f}\u{62c}\u{6f}\u{645}\u{6f}\u{649}\u{6f}\u{649}\u{649}\u{62c}\
    \u{649}\u{62d}\u{649}\u{62e}\u{649}\u{645}\u{649}\u{649}\u{649}\u{649}\u{630}\u{e48}\u{631}\u{e48}\u{649}\u{e48}\u{fe72}\u{10d27}\u{fe74}\u{10d27}\u{fe76}\u{10d27}\u{fe78}\u{10d27}\
    \u{fe7a}\u{10d27}\u{fe7c}\u{e48}\u{649}\u{654}\u{631}\u{649}\u{654}\u{632}\u{649}\u{654}\u{645}\u{649}\u{654}\u{646}\u{649}\u{654}\u{649}\u{649}\u{654}\u{649}\u{628}\u{631}\u{628}\u{632}\u{628}\u{645}\u{628}\u{646}\
    \u{628}\u{649}\u{628}\u{649}\u{62a}\u{631}\u{62a}\u{632}\u{62a}\u{645}\u{62a}\u{646}\u{62a}\u{649}\u{62a}\u{649}\u{649}\u{6db}\u{631}\u{649}\u{6db}\u{632}\u{649}\u{6db}\u{645}\u{649}\u{6db}\u{646}\
    \u{649}\u{6db}\u{649}\u{649}\u{6db}\u{649}\u{641}\u{649}\u{641}\u{649}\u{642}\u{649}\u{642}\u{649}\u{643}\u{6c}\u{643}\u{644}\u{643}\u{645}\u{643}\u{649}\u{643}\u{649}\u{644}\u{645}\
    \u{644}\u{649}\u{644}\u{649}\u{645}\u{6c}\u{645}\u{645}\u{646}\u{631}\u{646}\u{632}\u{646}\u{645}\u{646}\u{646}\u{646}\u{649}\u{646}\u{649}\u{649}\u{e48}\u{649}\u{631}\
    \u{649}\u{632}\u{649}\u{645}\u{649}\u{646}\u{649}\u{649}\u{649}\u{649}\u{649}\u{654}\u{62c}\u{649}\u{654}\u{62d}\u{649}\u{654}\u{62e}\u{649}\u{654}\u{645}\u{649}\u{654}\u{6f}\u{628}\u{62c}\u{628}\u{62d}\
    \u{628}\u{62e}\u{628}\u{645}\u{628}\u{6f}\u{62a}\u{62c}\u{62a}\u{62d}\u{62a}\u{62e}\u{62a}\u{645}\u{62a}\u{6f}\u{649}\u{6db}\u{645}\u{62c}\u{62d}\u{62c}\u{645}\u{62d}\u{62c}\
    \u{62d}\u{645}\u{62e}\u{62c}\u{62e}\u{645}\u{633}\u{62c}\u{633}\u{62d}\u{633}\u{62e}\u{633}\u{645}\u{635}\u{62d}\u{635}\u{62e}\u{635}\u{645}\u{636}\u{62c}\u{636}\u{62d}\
    \u{636}\u{62e}\u{636}\u{645}\u{637}\u{62d}\u{638}\u{645}\u{639}\u{62c}\u{639}\u{645}\u{63a}\u{62c}\u{63a}\u{645}\u{641}\u{62c}\u{641}\u{62d}\u{641}\u{62e}\u{641}\u{645}\
    \u{642}\u{62d}\u{642}\u{645}\u{643}\u{62c}\u{643}\u{62d}\u{643}\u{62e}\u{643}\u{644}\u{643}\u{645}\u{644}\u{62c}\u{644}\u{62d}\u{644}\u{62e}\u{644}\u{645}\u{644}\u{6f}\
    \u{645}\u{62c}\u{645}\u{62d}\u{645}\u{62e}\u{645}\u{645}\u{628}\u{62e}\u{646}\u{62d}\u{646}\u{62e}\u{646}\u{645}\u{646}\u{6f}\u{6f}\u{62c}\u{6f}\u{645}\u{6f}\u{e48}\
    \u{649}\u{62c}\u{649}\u{62d}\u{649}\u{62e}\u{649}\u{645}\u{649}\u{6f}\u{649}\u{654}\u{645}\u{649}\u{654}\u{6f}\u{628}\u{645}\u{628}\u{6f}\u{62a}\u{645}\u{62a}\u{6f}\u{649}\u{6db}\u{645}\
    \u{649}\u{6db}\u{6f}\u{633}\u{645}\u{633}\u{6f}\u{633}\u{6db}\u{645}\u{633}\u{6db}\u{6f}\u{643}\u{644}\u{643}\u{645}\u{644}\u{645}\u{646}\u{645}\u{646}\u{6f}\u{649}\u{645}\u{649}\u{6f}\
    \u{5f}\u{301}\u{10d27}\u{5f}\u{313}\u{10d27}\u{5f}\u{650}\u{10d27}\u{637}\u{649}\u{637}\u{649}\u{639}\u{649}\u{639}\u{649}\u{63a}\u{649}\u{63a}\u{649}\u{633}\u{649}\u{633}\u{649}\u{633}\u{6db}\u{649}\
    \u{633}\u{6db}\u{649}\u{62d}\u{649}\u{62d}\u{649}\u{62c}\u{649}\u{62c}\u{649}\u{62e}\u{649}\u{62e}\u{649}\u{635}\u{649}\u{635}\u{649}\u{636}\u{649}\u{636}\u{649}\u{633}\u{6db}\u{62c}\
    \u{633}\u{6db}\u{62d}\u{633}\u{6db}\u{62e}\u{633}\u{6db}\u{645}\u{633}\u{6db}\u{631}\u{633}\u{631}\u{635}\u{631}\u{636}\u{631}\u{637}\u{649}\u{637}\u{649}\u{639}\u{649}\u{639}\u{649}\u{63a}\u{649}\
    \u{63a}\u{649}\u{633}\u{649}\u{633}\u{649}\u{633}\u{6db}\u{649}\u{633}\u{6db}\u{649}\u{62d}\u{649}\u{62d}\u{649}\u{62c}\u{649}\u{62c}\u{649}\u{62e}\u{649}\u{62e}\u{649}\u{635}\u{649}\
    \u{635}\u{649}\u{636}\u{649}\u{636}\u{649}\u{633}\u{6db}\u{62c}\u{633}\u{6db}\u{62d}\u{633}\u{6db}\u{62e}\u{633}\u{6db}\u{645}\u{633}\u{6db}\u{631}\u{633}\u{631}\u{635}\u{631}\u{636}\u{631}\u{633}\u{6db}\u{62c}\
    \u{633}\u{6db}\u{62d}\u{633}\u{6db}\u{62e}\u{633}\u{6db}\u{645}\u{633}\u{6f}\u{633}\u{6db}\u{6f}\u{637}\u{645}\u{633}\u{62c}\u{633}\u{62d}\u{633}\u{62e}\u{633}\u{6db}\u{62c}\u{633}\u{6db}\u{62d}\u{633}\u{6db}\u{62e}\
    \u{637}\u{645}\u{638}\u{645}\u{6c}\u{301}\u{301}\u{6c}\u{301}\u{301}\u{28}\u{29}\u{62a}\u{62c}\u{645}\u{62a}\u{62d}\u{62c}\u{62a}\u{62d}\u{62c}\u{62a}\u{62d}\u{645}\u{62a}\u{62e}\u{645}\u{62a}\u{645}\u{62c}\
    \u{62a}\u{645}\u{62d}\u{62a}\u{645}\u{62e}\u{62c}\u{645}\u{62d}\u{62c}\u{645}\u{62d}\u{62d}\u{645}\u{649}\u{62d}\u{645}\u{649}\u{633}\u{62d}\u{62c}\u{633}\u{62c}\u{62d}\u{633}\u{62c}\u{649}\u{633}\u{645}\u{62d}\u{633}\u{645}\u{62d}\u{633}\u{645}\u{62c}\
    \u{633}\u{645}\u{645}\u{633}\u{645}\u{645}\u{635}\u{62d}\u{62d}\u{635}\u{62d}\u{62d}\u{635}\u{645}\u{645}\u{633}\u{6db}\u{62d}\u{645}\u{633}\u{6db}\u{62d}\u{645}\u{633}\u{6db}\u{62c}\u{649}\u{633}\u{6db}\u{645}\u{62e}\u{633}\u{6db}\u{645}\u{62e}\u{633}\u{6db}\u{645}\u{645}\u{633}\u{6db}\u{645}\u{645}\
    \u{636}\u{62d}\u{649}\u{636}\u{62e}\u{645}\u{636}\u{62e}\u{645}\u{637}\u{645}\u{62d}\u{637}\u{645}\u{62d}\u{637}\u{645}\u{645}\u{637}\u{645}\u{649}\u{639}\u{62c}\u{645}\u{639}\u{645}\u{645}\u{639}\u{645}\u{645}\u{639}\u{645}\u{649}\u{63a}\u{645}\u{645}\
    \u{63a}\u{645}\u{649}\u{63a}\u{645}\u{649}\u{641}\u{62e}\u{645}\u{641}\u{62e}\u{645}\u{642}\u{645}\u{62d}\u{642}\u{645}\u{645}\u{644}\u{62d}\u{645}\u{644}\u{62d}\u{649}\u{644}\u{62d}\u{649}\u{644}\u{62c}\u{62c}\u{644}\u{62c}\u{62c}\u{644}\u{62e}\u{645}\
    \u{644}\u{62e}\u{645}\u{644}\u{645}\u{62d}\u{644}\u{645}\u{62d}\u{645}\u{62d}\u{62c}\u{645}\u{62d}\u{645}\u{645}\u{62d}\u{649}\u{645}\u{62c}\u{62d}\u{645}\u{62c}\u{645}\u{645}\u{62e}\u{62c}\u{645}\u{62e}\u{645}\u{645}\u{62c}\u{62e}\u{6f}\u{645}\u{62c}\
    \u{6f}\u{645}\u{645}\u{646}\u{62d}\u{645}\u{646}\u{62d}\u{649}\u{646}\u{62c}\u{645}\u{646}\u{62c}\u{645}\u{646}\u{62c}\u{649}\u{646}\u{645}\u{649}\u{646}\u{645}\u{649}\u{649}\u{645}\u{645}\u{649}\u{645}\u{645}\u{628}\u{62e}\u{649}\u{62a}\u{62c}\u{649}\
    \u{62a}\u{62c}\u{649}\u{62a}\u{62e}\u{649}\u{62a}\u{62e}\u{649}\u{62a}\u{645}\u{649}\u{62a}\u{645}\u{649}\u{62c}\u{645}\u{649}\u{62c}\u{62d}\u{649}\u{62c}\u{645}\u{649}\u{633}\u{62e}\u{649}\u{635}\u{62d}\u{649}\u{633}\u{6db}\u{62d}\u{649}\u{636}\u{62d}\u{649}\
    \u{644}\u{62c}\u{649}\u{644}\u{645}\u{649}\u{649}\u{62d}\u{649}\u{649}\u{62c}\u{649}\u{649}\u{645}\u{649}\u{645}\u{645}\u{649}\u{642}\u{645}\u{649}\u{646}\u{62d}\u{649}\u{642}\u{645}\u{62d}\u{644}\u{62d}\u{645}\u{639}\u{645}\u{649}\u{643}\u{645}\u{649}\
    \u{646}\u{62c}\u{62d}\u{645}\u{62e}\u{649}\u{644}\u{62c}\u{645}\u{643}\u{645}\u{645}\u{644}\u{62c}\u{645}\u{646}\u{62c}\u{62d}\u{62c}\u{62d}\u{649}\u{62d}\u{62c}\u{649}\u{645}\u{62c}\u{649}\u{641}\u{645}\u{649}\u{628}\u{62d}\u{649}\u{643}\u{645}\u{645}\
    \u{639}\u{62c}\u{645}\u{635}\u{645}\u{645}\u{633}\u{62e}\u{649}\u{646}\u{62c}\u{649}\u{635}\u{644}\u{649}\u{642}\u{644}\u{649}\u{6c}\u{644}\u{644}\u{e48}\u{10d27}\u{6f}\u{6c}\u{643}\u{628}\u{631}\u{645}\u{62d}\u{645}\u{62f}\u{635}\u{644}\u{639}\u{645}\u{631}\u{633}\u{648}\u{644}\u{639}\u{644}\u{649}\u{6f}\
    \u{648}\u{633}\u{644}\u{645}\u{635}\u{644}\u{649}\u{635}\u{644}\u{649}\u{20}\u{6c}\u{644}\u{644}\u{6f}\u{20}\u{639}\u{644}\u{649}\u{6f}\u{20}\u{648}\u{633}\u{644}\u{645}\u{62c}\u{644}\u{20}\u{62c}\u{644}\u{6c}\u{644}\u{6f}\u{631}\u{649}\u{6c}\u{644}\u{3001}\u{3a}\u{3b}\u{21}\u{3f}\u{2d57}\u{3a}\
    \u{6c}\u{2307}\u{23dc}\u{23dd}\u{23de}\u{23df}\u{23e0}\u{23e1}\u{5e}\u{2c9}\u{2c9}\u{2c9}\
    \u{2c9}\u{5f}\u{5f}\u{5f}\u{2c}\u{3001}\u{2e}\u{3b}\u{3a}\u{3f}\u{21}\u{2d}\
    \u{28}\u{29}\u{7b}\u{7d}\u{28}\u{29}\u{23}\u{26}\u{2a}\u{2b}\u{2d}\u{3c}\
    \u{3e}\u{3d}\u{5c}\u{24}\u{b0}\u{2f}\u{2080}\u{40}\u{5f}\u{301}\u{301}\u{5f}\u{301}\u{5f}\u{313}\u{5f}\u{650}\u{5f}\u{10d27}\u{5f}\u{30a}\
    \u{621}\u{6c}\u{303}\u{6c}\u{303}\u{6c}\u{674}\u{6c}\u{674}\u{648}\u{674}\u{648}\u{674}\u{6c}\u{655}\u{6c}\u{655}\u{649}\u{674}\u{649}\u{674}\u{649}\u{674}\
    \u{649}\u{674}\u{6c}\u{6c}\u{628}\u{628}\u{628}\u{628}\u{6f}\u{308}\u{6f}\u{308}\u{62a}\u{62a}\u{62a}\
    \u{62a}\u{649}\u{6db}\u{649}\u{6db}\u{649}\u{6db}\u{649}\u{6db}\u{62c}\u{62c}\u{62c}\u{62c}\u{62d}\u{62d}\u{62d}\
    \u{62d}\u{62e}\u{62e}\u{62e}\u{62e}\u{62f}\u{62f}\u{630}\u{630}\u{631}\u{631}\u{632}\
    \u{632}\u{633}\u{633}\u{633}\u{633}\u{633}\u{6db}\u{633}\u{6db}\u{633}\u{6db}\u{633}\u{6db}\u{635}\u{635}\u{635}\
    \u{635}\u{636}\u{636}\u{636}\u{636}\u{637}\u{637}\u{637}\u{637}\u{638}\u{638}\u{638}\
    \u{638}\u{639}\u{639}\u{639}\u{639}\u{63a}\u{63a}\u{63a}\u{63a}\u{641}\u{641}\u{641}\
    \u{641}\u{642}\u{642}\u{642}\u{642}\u{643}\u{643}\u{643}\u{643}\u{644}\u{644}\u{644}\
    \u{644}\u{645}\u{645}\u{645}\u{645}\u{646}\u{646}\u{646}\u{646}\u{6f}\u{6f}\u{6f}\
    \u{6f}\u{648}\u{648}\u{649}\u{649}\u{649}\u{649}\u{649}\u{649}\u{644}\u{6c}\u{303}\u{644}\u{6c}\u{303}\u{644}\u{6c}\u{654}\
    \u{644}\u{6c}\u{654}\u{644}\u{6c}\u{655}\u{644}\u{6c}\u{655}\u{644}\u{6c}\u{644}\u{6c}\u{21}\u{27}\u{27}\u{23}\u{24}\u{b0}\u{2f}\u{2080}\u{26}\u{27}\
    \u{28}\u{29}\u{2a}\u{2b}\u{2c}\u{30fc}\u{2e}\u{2f}\u{4f}\u{6c}\u{32}\u{33}\
    \u{34}\u{35}\u{36}\u{37}\u{38}\u{39}\u{3a}\u{3b}\u{3c}\u{3d}\u{3e}\u{3f}\
    \u{40}\u{41}\u{42}\u{43}\u{44}\u{45}\u{46}\u{47}\u{48}\u{6c}\u{4a}\u{4b}\
    \u{4c}\u{4d}\u{4e}\u{4f}\u{50}\u{51}\u{52}\u{53}\u{54}\u{55}\u{56}\u{57}\
    \u{58}\u{59}\u{5a}\u{5b}\u{5c}\u{5d}\u{5e}\u{5f}\u{27}\u{61}\u{62}\u{63}\
    \u{64}\u{65}\u{66}\u{67}\u{68}\u{69}\u{6a}\u{6b}\u{6c}\u{72}\u{6e}\u{6e}\u{6f}\
    \u{70}\u{71}\u{72}\u{73}\u{74}\u{75}\u{76}\u{77}\u{78}\u{79}\u{7a}\u{7b}\
    \u{6c}\u{7d}\u{7e}\u{2985}\u{2986}\u{2f3}\u{300c}\u{300d}\u{3001}\u{b7}\u{30f2}\u{30a1}\
    \u{30a3}\u{30a5}\u{30a7}\u{30a9}\u{30e3}\u{30e5}\u{30e7}\u{30c3}\u{30fc}\u{30a2}\u{4ebb}\u{30a6}\
    \u{5de5}\u{30aa}\u{529b}\u{30ad}\u{30af}\u{30b1}\u{30b3}\u{30b5}\u{30b7}\u{30b9}\u{30bb}\u{30bd}\
    \u{5915}\u{30c1}\u{30c4}\u{30c6}\u{535c}\u{30ca}\u{4e8c}\u{30cc}\u{793b}\u{2f}\u{516b}\u{5315}\
    \u{30d5}\u{3078}\u{30db}\u{30de}\u{30df}\u{53b6}\u{30e1}\u{30e2}\u{30e4}\u{30e6}\u{5f50}\u{30e9}\
    \u{30ea}\u{30eb}\u{30ec}\u{53e3}\u{30ef}\u{30f3}\u{30a}\u{1100}\u{1100}\u{1100}\u{1100}\u{1109}\u{1102}\u{1102}\u{110c}\
    \u{1102}\u{1112}\u{1103}\u{1103}\u{1103}\u{1105}\u{1105}\u{1100}\u{1105}\u{1106}\u{1105}\u{1107}\u{1105}\u{1109}\u{1105}\u{1110}\u{1105}\u{1111}\u{1105}\u{1112}\u{1106}\
    \u{1107}\u{1107}\u{1107}\u{1107}\u{1109}\u{1109}\u{1109}\u{1109}\u{6f}\u{110c}\u{110c}\u{110c}\u{110e}\u{110f}\u{1110}\u{1111}\
    \u{1112}\u{1161}\u{1161}\u{4e28}\u{1163}\u{1163}\u{4e28}\u{1165}\u{1165}\u{4e28}\u{1167}\u{1167}\u{4e28}\u{1169}\u{1169}\u{1161}\u{1169}\u{1161}\u{4e28}\
    \u{1169}\u{4e28}\u{116d}\u{116e}\u{116e}\u{1165}\u{116e}\u{1165}\u{4e28}\u{116e}\u{4e28}\u{1172}\u{30fc}\u{30fc}\u{4e28}\u{4e28}\u{63}\u{338}\u{a3}\
    \u{ac}\u{2c9}\u{208f}\u{59}\u{335}\u{57}\u{335}\u{6c}\u{2190}\u{16cf}\u{2192}\u{2193}\u{220e}\u{b0}\
    \u{b7}\u{29}\u{28}\u{3a}\u{16c9}\u{66}\u{a742}\u{64}\u{4e}\u{30a}\u{3d}\u{2d}\u{58}\u{335}\
    \u{56}\u{335}\u{6c}\u{335}\u{6c}\u{335}\u{53}\u{335}\u{6c}\u{335}\u{6c}\u{335}\u{554}\u{42}\u{394}\u{45}\u{46}\u{6c}\u{245}\u{58}\u{4f}\
    \u{16dc}\u{50}\u{53}\u{54}\u{2b}\u{41}\u{42}\u{43}\u{394}\u{46}\u{4f}\u{3d8}\
    \u{4d}\u{54}\u{59}\u{3a6}\u{58}\u{3a8}\u{3a9}\u{2d40}\u{48}\u{62f}\u{648}\u{637}\
    \u{635}\u{5a}\u{42}\u{43}\u{6c}\u{4f}\u{4d}\u{3d8}\u{54}\u{58}\u{38}\u{62}\
    \u{2a}\u{6c}\u{58}\u{3c}\u{10382}\u{10393}\u{190}\u{4f}\u{a4f6}\u{43}\u{4c}\u{2c70}\
    \u{53}\u{186}\u{418}\u{a793}\u{29a}\u{6f}\u{63}\u{277}\u{25e}\u{29f}\u{73}\u{254}\
    \u{1d0e}\u{10486}\u{245}\u{52}\u{4c3}\u{4f}\u{298}\u{de}\u{40b}\u{55}\u{16e6}\u{3a8}\
    \u{37}\u{28c}\u{3bb}\u{6f}\u{a669}\u{75}\u{3c8}\u{5a}\u{418}\u{6c}\u{393}\u{245}\
    \u{4e}\u{4f}\u{3a0}\u{4b}\u{43}\u{56}\u{4f}\u{335}\u{46}\u{4c}\u{58}\u{14bc}\u{b7}\
    \u{15fa}\u{6c}\u{6f}\u{308}\u{304}\u{323}\u{2e}\u{10a56}\u{10a56}\u{308}\u{3a}\u{58}\u{4f}\
    \u{56}\u{59}\u{4d}\u{6c}\u{58}\u{6c}\u{78}\u{6c}\u{58}\u{6f}\u{643}\u{641}\
    \u{644}\u{6a1}\u{6db}\u{646}\u{680}\u{30a}\u{b0}\u{332}\u{306}\u{307}\u{301}\u{650}\u{10efb}\u{306}\u{307}\u{313}\u{323}\u{307}\u{308}\
    \u{307}\u{3a}\u{6c}\u{6c}\u{6c}\u{30fc}\u{3d}\u{2b}\u{307}\u{3a}\u{323}\u{b0}\u{6c}\
    \u{6c}\u{6c}\u{307}\u{308}\u{1041}\u{102c}\u{d30}\u{103f}\u{6f}\u{102c}\u{1011}\u{1015}\u{1017}\u{101c}\u{6f}\
    \u{1034}\u{102d}\u{102f}\u{1039}\u{6c}\u{6c}\u{6c}\u{323}\u{b7}\u{307}\u{3a}\u{6c}\u{6c}\u{6c}\
    \u{b7}\u{323}\u{93a}\u{a8fc}\u{a8fb}\u{2248}\u{3a}\u{b0}\u{307}\u{323}\u{30a}\u{306}\u{307}\
    \u{6f}\u{983}\u{b89}\u{b89}\u{bb3}\u{b90}\u{ba3}\u{ba4}\u{ba8}\u{baf}\u{bb5}\u{bb6}\u{bb9}\
    \u{323}\u{324}\u{b88}\u{bbf}\u{bc0}\u{bc1}\u{bc2}\u{bc6}\u{6c}\u{6c}\u{6c}\u{11434}\u{11442}\u{11412}\u{11434}\u{11442}\u{11418}\
    \u{11434}\u{11442}\u{11423}\u{11434}\u{11442}\u{11429}\u{11434}\u{11442}\u{1142c}\u{11434}\u{11442}\u{1142e}\u{30a}\u{38}\u{323}\u{6c}\u{6c}\u{6c}\u{b0}\u{98f}\u{990}\
    \u{993}\u{994}\u{995}\u{996}\u{997}\u{998}\u{99a}\u{99c}\u{99e}\u{99f}\u{9a1}\u{9b2}\
    \u{9a4}\u{9a5}\u{9a6}\u{9a7}\u{9a8}\u{9aa}\u{9ae}\u{9af}\u{9ac}\u{9a3}\u{9b0}\u{9b7}\
    \u{9b8}\u{9be}\u{9bf}\u{9c7}\u{9d7}\u{306}\u{307}\u{30a}\u{983}\u{9cd}\u{323}\u{9bd}\u{77}\u{307}\
    \u{b0}\u{6f}\u{9e7}\u{9e8}\u{9ec}\u{307}\u{3a}\u{323}\u{b7}\u{6c}\u{11582}\u{11582}\
    \u{11583}\u{11584}\u{115b2}\u{115b3}\u{307}\u{6c}\u{6c}\u{6c}\u{b0}\u{307}\u{3a}\u{323}\u{b7}\
    \u{72}\u{6e}\u{76}\u{77}\u{77}\u{77}\u{307}\u{3a}\u{94d}\u{323}\u{b0}\u{56}\u{46}\
    \u{4c}\u{59}\u{45}\u{2207}\u{5a}\u{39}\u{45}\u{34}\u{4c}\u{4f}\u{16dc}\u{55}\
    \u{35}\u{54}\u{76}\u{73}\u{46}\u{69}\u{79}\u{37}\u{6f}\u{33}\u{39}\u{a793}\
    \u{36}\u{39}\u{6f}\u{75}\u{79}\u{4f}\u{72}\u{6e}\u{669}\u{5a}\u{57}\u{43}\u{58}\
    \u{57}\u{43}\u{92a}\u{935}\u{11b64}\u{948}\u{983}\u{30a}\u{983}\u{30a}\u{5a}\u{4e}\
    \u{11ae5}\u{11aef}\u{11ae5}\u{11af0}\u{11ae5}\u{11ae5}\u{11ae5}\u{11ae5}\u{11aef}\u{11ae5}\u{11ae5}\u{11af0}\u{11aeb}\u{11aef}\u{11aeb}\u{11aeb}\u{11aeb}\u{11aeb}\u{11aef}\u{11af3}\u{11aef}\u{11af3}\u{11af0}\u{11af3}\u{11af3}\u{11af3}\u{11af3}\u{11aef}\
    \u{11af3}\u{11af3}\u{11af0}\u{926}\u{331}\u{93a}\u{11b62}\u{11b62}\u{306}\u{30a}\u{983}\u{6c}\u{6c}\u{6c}\u{11caa}\u{30a}\u{30a}\
    \u{3a}\u{6c}\u{4f}\u{6c}\u{30a}\u{9b0}\u{1039a}\u{b7}\u{1099e}\u{394}\u{5f}\u{2b}\
    \u{4f}\u{335}\u{39}\u{de}\u{38}\u{72}\u{394}\u{548}\u{53}\u{6c}\u{335}\u{4f}\u{3c}\u{6c}\
    \u{4f}\u{335}\u{34}\u{37}\u{3a0}\u{6c}\u{62}\u{3c0}\u{185}\u{393}\u{56}\u{54}\u{4c}\
    \u{394}\u{a658}\u{a4f6}\u{6c}\u{190}\u{52}\u{53}\u{33}\u{245}\u{3e}\u{41}\u{55}\
    \u{59}\u{27}\u{27}\u{2c}\u{513f}\u{5b50}\u{41}\u{42}\u{43}\u{44}\u{45}\u{46}\
    \u{47}\u{48}\u{6c}\u{4a}\u{4b}\u{4c}\u{4d}\u{4e}\u{4f}\u{50}\u{51}\u{52}\
    \u{53}\u{54}\u{55}\u{56}\u{57}\u{58}\u{59}\u{5a}\u{4f}\u{6c}\u{32}\u{33}\
    \u{34}\u{35}\u{36}\u{37}\u{38}\u{39}\u{1f6f8}\u{2d42}\u{662}\u{56}\u{6c}\u{3a}\
    \u{7b}\u{650}\u{11b62}\u{63}\u{2e}\u{37}\u{4fe}\u{33}\u{62}\u{418}\u{57}\u{56}\
    \u{5c}\u{37}\u{46}\u{102bc}\u{a4f6}\u{52}\u{2c6f}\u{416}\u{4f}\u{335}\u{2144}\u{a4d5}\u{190}\
    \u{460}\u{18e}\u{4c}\u{a4f6}\u{a7fb}\u{3c}\u{3e}\u{228f}\u{2290}\u{2f}\u{5c}\u{16cb}\
    \u{548}\u{266d}\u{266d}\u{266d}\u{6c}\u{6c}\u{54}\u{6c}\u{41}\u{42}\u{43}\u{44}\u{45}\u{46}\u{47}\
    \u{48}\u{6c}\u{4a}\u{4b}\u{4c}\u{4d}\u{4e}\u{4f}\u{50}\u{51}\u{52}\u{53}\
    \u{54}\u{55}\u{56}\u{57}\u{58}\u{59}\u{5a}\u{61}\u{62}\u{63}\u{64}\u{65}\
    \u{66}\u{67}\u{68}\u{69}\u{6a}\u{6b}\u{6c}\u{72}\u{6e}\u{6e}\u{6f}\u{70}\u{71}\
    \u{72}\u{73}\u{74}\u{75}\u{76}\u{77}\u{78}\u{79}\u{7a}\u{41}\u{42}\u{43}\
    \u{44}\u{45}\u{46}\u{47}\u{48}\u{6c}\u{4a}\u{4b}\u{4c}\u{4d}\u{4e}\u{4f}\
    \u{50}\u{51}\u{52}\u{53}\u{54}\u{55}\u{56}\u{57}\u{58}\u{59}\u{5a}\u{61}\
    \u{62}\u{63}\u{64}\u{65}\u{66}\u{67}\u{69}\u{6a}\u{6b}\u{6c}\u{72}\u{6e}\u{6e}\
    \u{6f}\u{70}\u{71}\u{72}\u{73}\u{74}\u{75}\u{76}\u{77}\u{78}\u{79}\u{7a}\
    \u{41}\u{42}\u{43}\u{44}\u{45}\u{46}\u{47}\u{48}\u{6c}\u{4a}\u{4b}\u{4c}\
    \u{4d}\u{4e}\u{4f}\u{50}\u{51}\u{52}\u{53}\u{54}\u{55}\u{56}\u{57}\u{58}\
    \u{59}\u{5a}\u{61}\u{62}\u{63}\u{64}\u{65}\u{66}\u{67}\u{68}\u{69}\u{6a}\
    \u{6b}\u{6c}\u{72}\u{6e}\u{6e}\u{6f}\u{70}\u{71}\u{72}\u{73}\u{74}\u{75}\u{76}\
    \u{77}\u{78}\u{79}\u{7a}\u{41}\u{43}\u{44}\u{47}\u{4a}\u{4b}\u{4e}\u{4f}\
    \u{50}\u{51}\u{53}\u{54}\u{55}\u{56}\u{57}\u{58}\u{59}\u{5a}\u{61}\u{62}\
    \u{63}\u{64}\u{66}\u{68}\u{69}\u{6a}\u{6b}\u{6c}\u{72}\u{6e}\u{6e}\u{70}\u{71}\
    \u{72}\u{73}\u{74}\u{75}\u{76}\u{77}\u{78}\u{79}\u{7a}\u{41}\u{42}\u{43}\
    \u{44}\u{45}\u{46}\u{47}\u{48}\u{6c}\u{4a}\u{4b}\u{4c}\u{4d}\u{4e}\u{4f}\
    \u{50}\u{51}\u{52}\u{53}\u{54}\u{55}\u{56}\u{57}\u{58}\u{59}\u{5a}\u{61}\
    \u{62}\u{63}\u{64}\u{65}\u{66}\u{67}\u{68}\u{69}\u{6a}\u{6b}\u{6c}\u{72}\u{6e}\
    \u{6e}\u{6f}\u{70}\u{71}\u{72}\u{73}\u{74}\u{75}\u{76}\u{77}\u{78}\u{79}\
    \u{7a}\u{41}\u{42}\u{44}\u{45}\u{46}\u{47}\u{4a}\u{4b}\u{4c}\u{4d}\u{4e}\
    \u{4f}\u{50}\u{51}\u{53}\u{54}\u{55}\u{56}\u{57}\u{58}\u{59}\u{61}\u{62}\
    \u{63}\u{64}\u{65}\u{66}\u{67}\u{68}\u{69}\u{6a}\u{6b}\u{6c}\u{72}\u{6e}\u{6e}\
    \u{6f}\u{70}\u{71}\u{72}\u{73}\u{74}\u{75}\u{76}\u{77}\u{78}\u{79}\u{7a}\
    \u{41}\u{42}\u{44}\u{45}\u{46}\u{47}\u{6c}\u{4a}\u{4b}\u{4c}\u{4d}\u{4f}\
    \u{53}\u{54}\u{55}\u{56}\u{57}\u{58}\u{59}\u{61}\u{62}\u{63}\u{64}\u{65}\
    \u{66}\u{67}\u{68}\u{69}\u{6a}\u{6b}\u{6c}\u{72}\u{6e}\u{6e}\u{6f}\u{70}\u{71}\
    \u{72}\u{73}\u{74}\u{75}\u{76}\u{77}\u{78}\u{79}\u{7a}\u{41}\u{42}\u{43}\
    \u{44}\u{45}\u{46}\u{47}\u{48}\u{6c}\u{4a}\u{4b}\u{4c}\u{4d}\u{4e}\u{4f}\
    \u{50}\u{51}\u{52}\u{53}\u{54}\u{55}\u{56}\u{57}\u{58}\u{59}\u{5a}\u{61}\
    \u{62}\u{63}\u{64}\u{65}\u{66}\u{67}\u{68}\u{69}\u{6a}\u{6b}\u{6c}\u{72}\u{6e}\
    \u{6e}\u{6f}\u{70}\u{71}\u{72}\u{73}\u{74}\u{75}\u{76}\u{77}\u{78}\u{79}\
    \u{7a}\u{41}\u{42}\u{43}\u{44}\u{45}\u{46}\u{47}\u{48}\u{6c}\u{4a}\u{4b}\
    \u{4c}\u{4d}\u{4e}\u{4f}\u{50}\u{51}\u{52}\u{53}\u{54}\u{55}\u{56}\u{57}\
    \u{58}\u{59}\u{5a}\u{61}\u{62}\u{63}\u{64}\u{65}\u{66}\u{67}\u{68}\u{69}\
    \u{6a}\u{6b}\u{6c}\u{72}\u{6e}\u{6e}\u{6f}\u{70}\u{71}\u{72}\u{73}\u{74}\u{75}\
    \u{76}\u{77}\u{78}\u{79}\u{7a}\u{41}\u{42}\u{43}\u{44}\u{45}\u{46}\u{47}\
    \u{48}\u{6c}\u{4a}\u{4b}\u{4c}\u{4d}\u{4e}\u{4f}\u{50}\u{51}\u{52}\u{53}\
    \u{54}\u{55}\u{56}\u{57}\u{58}\u{59}\u{5a}\u{61}\u{62}\u{63}\u{64}\u{65}\
    \u{66}\u{67}\u{68}\u{69}\u{6a}\u{6b}\u{6c}\u{72}\u{6e}\u{6e}\u{6f}\u{70}\u{71}\
    \u{72}\u{73}\u{74}\u{75}\u{76}\u{77}\u{78}\u{79}\u{7a}\u{41}\u{42}\u{43}\
    \u{44}\u{45}\u{46}\u{47}\u{48}\u{6c}\u{4a}\u{4b}\u{4c}\u{4d}\u{4e}\u{4f}\
    \u{50}\u{51}\u{52}\u{53}\u{54}\u{55}\u{56}\u{57}\u{58}\u{59}\u{5a}\u{61}\
    \u{62}\u{63}\u{64}\u{65}\u{66}\u{67}\u{68}\u{69}\u{6a}\u{6b}\u{6c}\u{72}\u{6e}\
    \u{6e}\u{6f}\u{70}\u{71}\u{72}\u{73}\u{74}\u{75}\u{76}\u{77}\u{78}\u{79}\
    \u{7a}\u{41}\u{42}\u{43}\u{44}\u{45}\u{46}\u{47}\u{48}\u{6c}\u{4a}\u{4b}\
    \u{4c}\u{4d}\u{4e}\u{4f}\u{50}\u{51}\u{52}\u{53}\u{54}\u{55}\u{56}\u{57}\
    \u{58}\u{59}\u{5a}\u{61}\u{62}\u{63}\u{64}\u{65}\u{66}\u{67}\u{68}\u{69}\
    \u{6a}\u{6b}\u{6c}\u{72}\u{6e}\u{6e}\u{6f}\u{70}\u{71}\u{72}\u{73}\u{74}\u{75}\
    \u{76}\u{77}\u{78}\u{79}\u{7a}\u{41}\u{42}\u{43}\u{44}\u{45}\u{46}\u{47}\
    \u{48}\u{6c}\u{4a}\u{4b}\u{4c}\u{4d}\u{4e}\u{4f}\u{50}\u{51}\u{52}\u{53}\
    \u{54}\u{55}\u{56}\u{57}\u{58}\u{59}\u{5a}\u{61}\u{62}\u{63}\u{64}\u{65}\
    \u{66}\u{67}\u{68}\u{69}\u{6a}\u{6b}\u{6c}\u{72}\u{6e}\u{6e}\u{6f}\u{70}\u{71}\
    \u{72}\u{73}\u{74}\u{75}\u{76}\u{77}\u{78}\u{79}\u{7a}\u{69}\u{6a}\u{df}\
    \u{41}\u{42}\u{393}\u{394}\u{45}\u{5a}\u{48}\u{4f}\u{335}\u{6c}\u{4b}\u{245}\u{4d}\
    \u{4e}\u{39e}\u{4f}\u{3a0}\u{50}\u{4f}\u{335}\u{1a9}\u{54}\u{59}\u{3a6}\u{58}\u{3a8}\
    \u{3a9}\u{2207}\u{61}\u{df}\u{79}\u{1e9f}\u{a793}\u{3b6}\u{6e}\u{329}\u{4f}\u{335}\u{69}\u{138}\
    \u{3bb}\u{3bc}\u{76}\u{3be}\u{6f}\u{3c0}\u{70}\u{3c2}\u{6f}\u{1d1b}\u{75}\u{278}\
    \u{3c7}\u{3c8}\u{3c9}\u{2202}\u{a793}\u{4f}\u{335}\u{138}\u{278}\u{70}\u{3c0}\u{41}\u{42}\
    \u{393}\u{394}\u{45}\u{5a}\u{48}\u{4f}\u{335}\u{6c}\u{4b}\u{245}\u{4d}\u{4e}\u{39e}\
    \u{4f}\u{3a0}\u{50}\u{4f}\u{335}\u{1a9}\u{54}\u{59}\u{3a6}\u{58}\u{3a8}\u{3a9}\u{2207}\
    \u{61}\u{df}\u{79}\u{1e9f}\u{a793}\u{3b6}\u{6e}\u{329}\u{4f}\u{335}\u{69}\u{138}\u{3bb}\u{3bc}\
    \u{76}\u{3be}\u{6f}\u{3c0}\u{70}\u{3c2}\u{6f}\u{1d1b}\u{75}\u{278}\u{3c7}\u{3c8}\
    \u{3c9}\u{2202}\u{a793}\u{4f}\u{335}\u{138}\u{278}\u{70}\u{3c0}\u{41}\u{42}\u{393}\u{394}\
    \u{45}\u{5a}\u{48}\u{4f}\u{335}\u{6c}\u{4b}\u{245}\u{4d}\u{4e}\u{39e}\u{4f}\u{3a0}\
    \u{50}\u{4f}\u{335}\u{1a9}\u{54}\u{59}\u{3a6}\u{58}\u{3a8}\u{3a9}\u{2207}\u{61}\u{df}\
    \u{79}\u{1e9f}\u{a793}\u{3b6}\u{6e}\u{329}\u{4f}\u{335}\u{69}\u{138}\u{3bb}\u{3bc}\u{76}\u{3be}\
    \u{6f}\u{3c0}\u{70}\u{3c2}\u{6f}\u{1d1b}\u{75}\u{278}\u{3c7}\u{3c8}\u{3c9}\u{2202}\
    \u{a793}\u{4f}\u{335}\u{138}\u{278}\u{70}\u{3c0}\u{41}\u{42}\u{393}\u{394}\u{45}\u{5a}\
    \u{48}\u{4f}\u{335}\u{6c}\u{4b}\u{245}\u{4d}\u{4e}\u{39e}\u{4f}\u{3a0}\u{50}\u{4f}\u{335}\
    \u{1a9}\u{54}\u{59}\u{3a6}\u{58}\u{3a8}\u{3a9}\u{2207}\u{61}\u{df}\u{79}\u{1e9f}\
    \u{a793}\u{3b6}\u{6e}\u{329}\u{4f}\u{335}\u{69}\u{138}\u{3bb}\u{3bc}\u{76}\u{3be}\u{6f}\u{3c0}\
    \u{70}\u{3c2}\u{6f}\u{1d1b}\u{75}\u{278}\u{3c7}\u{3c8}\u{3c9}\u{2202}\u{a793}\u{4f}\u{335}\
    \u{138}\u{278}\u{70}\u{3c0}\u{41}\u{42}\u{393}\u{394}\u{45}\u{5a}\u{48}\u{4f}\u{335}\
    \u{6c}\u{4b}\u{245}\u{4d}\u{4e}\u{39e}\u{4f}\u{3a0}\u{50}\u{4f}\u{335}\u{1a9}\u{54}\
    \u{59}\u{3a6}\u{58}\u{3a8}\u{3a9}\u{2207}\u{61}\u{df}\u{79}\u{1e9f}\u{a793}\u{3b6}\
    \u{6e}\u{329}\u{4f}\u{335}\u{69}\u{138}\u{3bb}\u{3bc}\u{76}\u{3be}\u{6f}\u{3c0}\u{70}\u{3c2}\
    \u{6f}\u{1d1b}\u{75}\u{278}\u{3c7}\u{3c8}\u{3c9}\u{2202}\u{a793}\u{4f}\u{335}\u{138}\u{278}\
    \u{70}\u{3c0}\u{46}\u{3dd}\u{4f}\u{6c}\u{32}\u{33}\u{34}\u{35}\u{36}\u{37}\
    \u{38}\u{39}\u{4f}\u{6c}\u{32}\u{33}\u{34}\u{35}\u{36}\u{37}\u{38}\u{39}\
    \u{4f}\u{6c}\u{32}\u{33}\u{34}\u{35}\u{36}\u{37}\u{38}\u{39}\u{4f}\u{6c}\
    \u{32}\u{33}\u{34}\u{35}\u{36}\u{37}\u{38}\u{39}\u{4f}\u{6c}\u{32}\u{33}\
    \u{34}\u{35}\u{36}\u{37}\u{38}\u{39}\u{2293}\u{64}\u{2202}\u{335}\u{64}\u{6c}\u{21d}\u{74}\u{26c}\u{74}\u{a78e}\u{74}\u{4f}\u{335}\
    \u{64}\u{293}\u{74}\u{286}\u{64}\u{326}\u{314}\u{64}\u{7a}\u{326}\u{2202}\u{335}\u{326}\u{262}\u{326}\u{79}\u{326}\u{68}\u{335}\u{326}\u{278}\u{326}\u{71}\u{326}\u{280}\u{326}\u{281}\u{326}\
    \u{72}\u{328}\u{326}\u{74}\u{1d8a}\u{75}\u{326}\u{a7ce}\u{326}\u{df}\u{326}\u{4f}\u{335}\u{326}\u{3c7}\u{326}\u{265}\u{335}\u{77}\u{335}\u{41}\u{335}\u{61}\u{335}\u{254}\u{335}\
    \u{1d07}\u{335}\u{a793}\u{335}\u{67}\u{335}\u{68}\u{335}\u{68}\u{335}\u{314}\u{4b}\u{335}\u{6b}\u{335}\u{4d}\u{335}\u{72}\u{6e}\u{335}\u{72}\u{6e}\u{335}\u{326}\u{4e}\u{335}\u{6e}\u{335}\
    \u{6e}\u{335}\u{329}\u{1df70}\u{335}\u{56}\u{335}\u{76}\u{335}\u{277}\u{335}\u{3c7}\u{335}\u{79}\u{335}\u{61}\u{297}\u{68}\u{a793}\u{a793}\u{69}\u{65}\u{6f}\u{69}\
    \u{6f}\u{75}\u{283}\u{68}\u{288}\u{68}\u{74}\u{68}\u{77}\u{68}\u{6c}\u{293}\u{41}\u{a792}\u{a793}\u{6c}\u{335}\u{77}\u{45}\
    \u{df}\u{10784}\u{b0}\u{1d47}\u{1da6}\u{107b2}\u{1e03f}\u{326}\u{a69c}\u{1da6}\u{306}\u{30a}\u{304}\u{4f}\u{6c}\
    \u{56}\u{307}\u{308}\u{4f}\u{39}\u{b0}\u{2b}\u{1ac8}\u{6c}\u{2220}\u{663}\u{38}\
    \u{2202}\u{2202}\u{335}\u{304}\u{306}\u{27}\u{62d}\u{6f}\u{645}\u{6c}\u{6c}\u{639}\u{6c}\u{62d}\u{645}\u{6c}\u{644}\u{645}\u{6c}\u{644}\u{643}\u{6f}\u{6f}\u{644}\u{643}\u{6f}\u{6c}\u{646}\
    \u{644}\u{643}\u{643}\u{631}\u{648}\u{631}\u{643}\u{631}\u{648}\u{631}\u{6c}\u{649}\u{644}\u{6f}\u{2e}\u{639}\u{6f}\u{639}\u{6c}\u{6c}\u{649}\u{648}\u{645}\u{6c}\u{645}\u{631}\u{621}\
    \u{644}\u{649}\u{639}\u{6c}\u{62d}\u{6c}\u{649}\u{639}\u{6c}\u{639}\u{6c}\u{669}\u{6c}\u{628}\u{62c}\u{62f}\u{648}\u{632}\u{62d}\
    \u{637}\u{649}\u{643}\u{644}\u{645}\u{646}\u{633}\u{639}\u{641}\u{635}\u{642}\u{631}\
    \u{633}\u{6db}\u{62a}\u{649}\u{6db}\u{62e}\u{630}\u{636}\u{638}\u{63a}\u{649}\u{649}\u{6a1}\u{6a1}\
    \u{628}\u{62c}\u{6f}\u{62d}\u{649}\u{643}\u{644}\u{645}\u{646}\u{633}\u{639}\u{641}\
    \u{635}\u{642}\u{633}\u{6db}\u{62a}\u{649}\u{6db}\u{62e}\u{636}\u{63a}\u{62c}\u{62d}\u{649}\u{644}\
    \u{646}\u{633}\u{639}\u{635}\u{642}\u{633}\u{6db}\u{62e}\u{636}\u{63a}\u{649}\u{6a1}\u{628}\u{6c}\
    \u{62c}\u{6c}\u{6f}\u{6c}\u{62d}\u{6c}\u{637}\u{6c}\u{649}\u{6c}\u{643}\u{6c}\u{645}\u{6c}\u{646}\u{6c}\u{633}\u{6c}\u{639}\u{6c}\u{641}\u{6c}\u{635}\u{6c}\
    \u{642}\u{6c}\u{633}\u{6db}\u{6c}\u{62a}\u{6c}\u{649}\u{6db}\u{6c}\u{62e}\u{6c}\u{636}\u{6c}\u{638}\u{6c}\u{63a}\u{6c}\u{649}\u{6c}\u{6a1}\u{6c}\u{6c}\u{628}\
    \u{62c}\u{62f}\u{6f}\u{6c5}\u{632}\u{62d}\u{637}\u{649}\u{644}\u{645}\u{646}\u{633}\
    \u{639}\u{641}\u{635}\u{642}\u{631}\u{633}\u{6db}\u{62a}\u{649}\u{6db}\u{62e}\u{630}\u{636}\u{638}\
    \u{63a}\u{628}\u{62c}\u{62f}\u{648}\u{632}\u{62d}\u{637}\u{649}\u{644}\u{645}\u{646}\
    \u{633}\u{639}\u{641}\u{635}\u{642}\u{631}\u{633}\u{6db}\u{62a}\u{649}\u{6db}\u{62e}\u{630}\u{636}\
    \u{638}\u{63a}\u{62d}\u{62f}\u{4f}\u{2e}\u{4f}\u{2c}\u{6c}\u{2c}\u{32}\u{2c}\u{33}\u{2c}\u{34}\u{2c}\u{35}\u{2c}\u{36}\u{2c}\u{37}\u{2c}\
    \u{38}\u{2c}\u{39}\u{2c}\u{24}\u{20e0}\u{28}\u{41}\u{29}\u{28}\u{42}\u{29}\u{28}\u{43}\u{29}\u{28}\u{44}\u{29}\u{28}\u{45}\u{29}\u{28}\u{46}\u{29}\u{28}\u{47}\u{29}\u{28}\u{48}\u{29}\u{28}\u{6c}\u{29}\
    \u{28}\u{4a}\u{29}\u{28}\u{4b}\u{29}\u{28}\u{4c}\u{29}\u{28}\u{4d}\u{29}\u{28}\u{4e}\u{29}\u{28}\u{4f}\u{29}\u{28}\u{50}\u{29}\u{28}\u{51}\u{29}\u{28}\u{52}\u{29}\u{28}\u{53}\u{29}\u{28}\u{54}\u{29}\u{28}\u{55}\u{29}\
    \u{28}\u{56}\u{29}\u{28}\u{57}\u{29}\u{28}\u{58}\u{29}\u{28}\u{59}\u{29}\u{28}\u{5a}\u{29}\u{28}\u{53}\u{29}\u{a9}\u{ae}\u{63}\u{63}\u{20dd}\u{43}\u{20e0}\u{44}\u{4a}\u{28}\u{672c}\u{29}\
    \u{28}\u{4e09}\u{29}\u{28}\u{4e8c}\u{29}\u{28}\u{5b89}\u{29}\u{28}\u{70b9}\u{29}\u{28}\u{6253}\u{29}\u{28}\u{76d7}\u{29}\u{28}\u{52dd}\u{29}\u{28}\u{6557}\u{29}\u{263d}\u{263e}\u{263d}\u{1cebc}\
    \u{1cebd}\u{1cebd}\u{1cebe}\u{1cebf}\u{1ceba}\u{1cebb}\u{1ccfa}\u{1ccfc}\u{1fbfa}\u{26}\u{26}\u{26}\
    \u{51}\u{45}\u{a658}\u{394}\u{102bc}\u{41}\u{52}\u{56}\u{1de4}\u{2629}\u{4f}\u{335}\u{102a8}\u{29df}\u{43}\u{16dc}\
    \u{22a1}\u{73}\u{73}\u{73}\u{224f}\u{54}\u{4d}\u{42}\u{56}\u{42}\u{22a0}\u{4f}\u{6c}\u{32}\u{33}\u{34}\
    \u{35}\u{36}\u{37}\u{38}\u{39}\u{311e}\u{4e8c}\u{4e8c}\u{4e8c}\u{4f45}\u{2ebfb}\u{5098}\
    \u{34a8}\u{5175}\u{6e46}\u{6e2c}\u{6e2b}\u{6e76}\u{6e93}\u{6ec2}\u{6e8f}\u{6f3b}\u{6f3a}\u{6ef2}\
    \u{6f31}\u{6f79}\u{6f7a}\u{6f8b}\u{6fc3}\u{6fce}\u{6fae}\u{6fb6}\u{6ffc}\u{7028}\u{701d}\u{7024}\
    \u{7042}\u{51f5}\u{3109}\u{3005}\u{20727}\u{310a}\u{53f1}\u{5409}\u{5473}\u{2055b}\u{5668}\u{58ec}\
    \u{58ef}\u{5794}\u{58b6}\u{58f7}\u{591a}\u{216a8}\u{5ab2}\u{3115}\u{20553}\u{276c}\u{5dfd}\u{5ef6}\
    \u{20500}\u{5f9a}\u{5fd7}\u{603d}\u{22aee}\u{65b3}\u{813c}\u{6b04}\u{6d85}\u{23ceb}\u{2eda4}\u{6f78}\
    \u{821d}\u{7361}\u{73a5}\u{7422}\u{7468}\u{21d0c}\u{200c1}\u{7589}\u{768c}\u{25119}\u{251d7}\u{2ed47}\
    \u{781e}\u{7959}\u{79e3}\u{25864}\u{7a3d}\u{7a81}\u{8d1b}\u{7b93}\u{7c06}\u{7bf9}\u{7c51}\u{8034}\
    \u{265a8}\u{266b8}\u{23386}\u{2339f}\u{81ed}\u{81f4}\u{8200}\u{26b60}\u{31f68}\u{8412}\u{8481}\u{26c36}\
    \u{26ea4}\u{8637}\u{8695}\u{277f1}\u{8b39}\u{5f56}\u{8dca}\u{9038}\u{9459}\u{9686}\u{6fea}\u{9819}\
    \u{29475}\u{985e}\u{29994}\u{4c17}\u{29fe3}\u{69f1}\u{24814}\u{2edc5}\u{2ee04}\u{53f1}\u{5f50}\u{5cc0}\
    \u{2335f}\u{2edf5}\u{7530}\u{9832}\u{7c5c}\u{5341}\u{237c3}\u{2edb9}\u{928a}\u{5351}\u{980b}\u{2d954}\
    \u{2ece0}\u{2ed06}\u{2ed73}\u{2ee1b}\u{7dc7}\u{2edb5}";
