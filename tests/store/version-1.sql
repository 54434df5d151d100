PRAGMA application_id = 1396986699;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE about (
	customer INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	PRIMARY KEY (customer, seq), 
	FOREIGN KEY(seq) REFERENCES entry (seq)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "about" VALUES(1,11);
INSERT INTO "about" VALUES(1,13);
INSERT INTO "about" VALUES(1,14);
INSERT INTO "about" VALUES(1,16);
INSERT INTO "about" VALUES(1,26);
INSERT INTO "about" VALUES(1,30);
INSERT INTO "about" VALUES(1,31);
INSERT INTO "about" VALUES(1,37);
INSERT INTO "about" VALUES(1,41);
INSERT INTO "about" VALUES(1,42);
INSERT INTO "about" VALUES(1,43);
INSERT INTO "about" VALUES(1,47);
INSERT INTO "about" VALUES(1,48);
INSERT INTO "about" VALUES(1,52);
INSERT INTO "about" VALUES(2,12);
INSERT INTO "about" VALUES(2,17);
INSERT INTO "about" VALUES(2,24);
INSERT INTO "about" VALUES(2,26);
INSERT INTO "about" VALUES(2,38);
INSERT INTO "about" VALUES(3,15);
INSERT INTO "about" VALUES(3,18);
INSERT INTO "about" VALUES(3,26);
INSERT INTO "about" VALUES(3,39);
INSERT INTO "about" VALUES(3,40);
INSERT INTO "about" VALUES(3,44);
INSERT INTO "about" VALUES(4,19);
INSERT INTO "about" VALUES(4,20);
INSERT INTO "about" VALUES(4,21);
INSERT INTO "about" VALUES(4,26);
INSERT INTO "about" VALUES(4,34);
INSERT INTO "about" VALUES(4,35);
INSERT INTO "about" VALUES(4,36);
INSERT INTO "about" VALUES(5,22);
INSERT INTO "about" VALUES(5,45);
INSERT INTO "about" VALUES(6,23);
INSERT INTO "about" VALUES(6,32);
INSERT INTO "about" VALUES(6,33);
INSERT INTO "about" VALUES(6,48);
INSERT INTO "about" VALUES(7,28);
INSERT INTO "about" VALUES(7,29);
INSERT INTO "about" VALUES(7,46);
INSERT INTO "about" VALUES(7,48);
INSERT INTO "about" VALUES(8,51);
CREATE TABLE answered (
	request TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	PRIMARY KEY (request)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "answered" VALUES('lived-2','5b37748239fa8ff439f33299fe18e90544d39c1832ce4cd57f82516bab30a7f4','{"clauses":["3.1"],"customer":{"id":8,"name":"张八","new":true,"phone":"13800000008"},"explanation":"王五 receives: the turn is theirs.","next":"李四","owner":"王五","protected_until":"2025-12-03","receiver":"王五","visit":{"at":"2025-11-03T09:20:00+08:00","id":8,"kind":"turn","late_entry":false,"status":"receiving","uses_turn":true}}');
CREATE TABLE detail (
	seq INTEGER NOT NULL, 
	customer INTEGER, 
	salt TEXT NOT NULL, 
	name TEXT, 
	phone TEXT, 
	words TEXT NOT NULL, 
	PRIMARY KEY (seq), 
	FOREIGN KEY(seq) REFERENCES entry (seq)
)
 STRICT

;
INSERT INTO "detail" VALUES(11,1,'eea91d8dbcdc3620f203e2e24266bf2e46db4b8ef21f594502fe763913819a3b','张一','13800000001','{"budget":"120万","need":"三房","note":"周末再来","rating":"A","source":"路过"}');
INSERT INTO "detail" VALUES(12,2,'82e140117313b09195c61b649b75c0284656be266cef9370976da8773670ef03','张二','13800000002','{"note":"𠮷先生"}');
INSERT INTO "detail" VALUES(15,3,'c6dd2cec61cf3549e6843aae4f68b61a389a243459e317db82681a05c9836ead','张三','13800000003','{}');
INSERT INTO "detail" VALUES(19,4,'8451406f55aabea436afd0739f49368de4c96525ad4f8a51b76a36f7952a35ee','张四','13800000004','{}');
INSERT INTO "detail" VALUES(22,5,'ad06fa84d37c2bd7b9aa65a203533f3b0aee5177c55c8cd2d9a7cf9e96b63fa7','张五','13800000005','{"note":"问开放时间"}');
INSERT INTO "detail" VALUES(23,6,'08ceff740a85b33ac63b15b60f525609724236961de2560b0617829d70c8c1e9','张六','13800000006','{}');
INSERT INTO "detail" VALUES(24,2,'d1512e38b830210e0d38840b4b9ed51511aebb2c26324483871644fa76c236fd','张贰',NULL,'{"reason":"写错"}');
INSERT INTO "detail" VALUES(25,NULL,'465745eab2ca0e73437fa2976a5fa89713622a05ec0bf2777626bc9696591694',NULL,NULL,'{"reason":"不在岗"}');
INSERT INTO "detail" VALUES(30,1,'4d0cd9e262ad7280c5f0978584f84bb9967cf5124947f0ae85745daa653f2ac2',NULL,'13800000001','{}');
INSERT INTO "detail" VALUES(32,6,'177890074004006c6679de2c21c30d0fb45675d329d576aea9c62cf3c97cc8a5','张六','13800000006','{}');
INSERT INTO "detail" VALUES(34,4,'5c2553c0ae3c8b00db15448b1e83b97d4c0d68fa53b25394cb5dc33a9dcc675a',NULL,NULL,'{"note":"我接待过"}');
INSERT INTO "detail" VALUES(35,4,'8d14e7c72abd6eb82790dabcbb33f59e0c4ea01580459adbcdfcad28eebbb509',NULL,NULL,'{"opinion":"各半"}');
INSERT INTO "detail" VALUES(40,3,'8df890da4295424ac715398cb90e92dbd99bd2875008ea3caa3f0538d83040a0',NULL,NULL,'{"reason":"退房"}');
INSERT INTO "detail" VALUES(41,1,'096e35d0c4173219c0dabbf33035968a859c8f44047509c2bcb01056938ff89d',NULL,NULL,'{"buyer":"张小一","reason":"写子女名"}');
INSERT INTO "detail" VALUES(44,3,'5d41e5b4689bc391257cdbbcc1cd452503828b8416f138e7884fef70fb9b0ded','张叁',NULL,'{"reason":"身份证"}');
INSERT INTO "detail" VALUES(45,5,'5ddd49f838b621ceaa141a3a2cee9fbf95884b5416a998e80b80705bff538298',NULL,NULL,'{"reason":"本人要求"}');
INSERT INTO "detail" VALUES(47,1,'2def50387a0f434b5af1f67b3c45bfb47c77b4f7c7f1179abede3fa31ac5f7cf',NULL,NULL,'{"note":"已回电"}');
INSERT INTO "detail" VALUES(51,8,'c19816978d6c34b79c4a6f93c62a8a0c422ee0736f72eae178adbd87fa6e1782','张八','13800000008','{}');
CREATE TABLE entry (
	seq INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	number INTEGER, 
	at INTEGER NOT NULL, 
	day TEXT NOT NULL, 
	entered INTEGER NOT NULL, 
	late INTEGER NOT NULL, 
	training INTEGER NOT NULL, 
	approver INTEGER, 
	account TEXT NOT NULL, 
	names INTEGER, 
	concerns TEXT NOT NULL, 
	request TEXT, 
	body TEXT NOT NULL, 
	commitment TEXT, 
	version INTEGER NOT NULL, 
	prev TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (seq), 
	UNIQUE (request)
)
 STRICT

;
INSERT INTO "entry" VALUES(1,'office',NULL,1756684800,'2025-09-01',1756684800,0,1,NULL,'?',NULL,'[]',NULL,'{"office":"","zone":"Asia/Shanghai"}',NULL,1,'0000000000000000000000000000000000000000000000000000000000000000','4dbbc87532bed73acc5d5669ab1f7a8bb6cab79ae1bc6dcd9c7b6c5bdf8e1f92');
INSERT INTO "entry" VALUES(2,'policy',NULL,1756684800,'2025-09-01',1756684800,0,1,NULL,'?',NULL,'[]',NULL,'{"values":[{"clause":"7.1","key":"protection_months","since":"2000-01-01","value":"1"},{"clause":"3.7i","key":"recognition_months","since":"2000-01-01","value":"1"},{"clause":"3.7i","key":"recognised_share","since":"2000-01-01","value":"1/2"},{"clause":"5.2","key":"first_share","since":"2000-01-01","value":"7/10"},{"clause":"7.4","key":"own_side_share","since":"2000-01-01","value":"1/2"},{"clause":"6.2.5","key":"introducer_share","since":"2000-01-01","value":"3/10"},{"clause":"6.1.3","key":"company_pool_share","since":"2000-01-01","value":"3/10"},{"clause":"6.1.4","key":"aftercare_share","since":"2000-01-01","value":"3/10"},{"clause":"9","key":"commission_percent","since":"2000-01-01","value":"0.3"},{"clause":"3.14","key":"lunch_minders","since":"2000-01-01","value":"2"},{"clause":"10","key":"undo_minutes","since":"2000-01-01","value":"5"}]}',NULL,1,'4dbbc87532bed73acc5d5669ab1f7a8bb6cab79ae1bc6dcd9c7b6c5bdf8e1f92','b1ccec7a0b391d3d2169260c7d9ca5819ee5c2488fddb063b83a0e2ceb39e044');
INSERT INTO "entry" VALUES(3,'staff',1,1756684800,'2025-09-01',1756684800,0,1,NULL,'?',NULL,'[]',NULL,'{"code":null,"name":"陈经理","pin":{"hash":"1e0388947afdd52aa46cdc7b5269795b90835abb848890101569a43a02a017243ea746757dcc2db91a3124a6dff37c630baebe3821b1f9a5deebf263c030034a","n":16,"p":1,"r":8,"salt":"d79b668154e4b229a3c477044ebcc9c5"},"pinyin":["chenjingli","cjl"],"role":"manager"}',NULL,1,'b1ccec7a0b391d3d2169260c7d9ca5819ee5c2488fddb063b83a0e2ceb39e044','48d1f9b5afff12d5c8fb15913d8cf6f232e1c9021222fc9482740b6027a055c3');
INSERT INTO "entry" VALUES(4,'staff',2,1756684800,'2025-09-01',1756684800,0,1,NULL,'?',NULL,'[]',NULL,'{"code":null,"name":"周总监","pin":{"hash":"e9a964613c6a86da303e5d15cf2ca3a574cd78e5f07f10263bdb71f37be8552624d9c75d1257c89a8fffc9f50515f92f8f050ac7ad5de580667bcbb20e54c937","n":16,"p":1,"r":8,"salt":"6cdd6f2e7b389fe43e3854a262fee4d1"},"pinyin":["zhouzongjian","zzj"],"role":"director"}',NULL,1,'48d1f9b5afff12d5c8fb15913d8cf6f232e1c9021222fc9482740b6027a055c3','2042c94420a8daa80b0c39d779cd1f83bc8229f4c5f19da035190a82bf334303');
INSERT INTO "entry" VALUES(5,'staff',3,1756684800,'2025-09-01',1756684800,0,1,1,'?',NULL,'[]',NULL,'{"code":null,"name":"李四","pin":null,"pinyin":["lisi","ls"],"role":"salesperson"}',NULL,1,'2042c94420a8daa80b0c39d779cd1f83bc8229f4c5f19da035190a82bf334303','ac4f8df8ea22b2f6341e939c8178fc9c0ceb7d4971c995929997e038cd8f1fd4');
INSERT INTO "entry" VALUES(6,'staff',4,1756684800,'2025-09-01',1756684800,0,1,1,'?',NULL,'[]',NULL,'{"code":null,"name":"王五","pin":null,"pinyin":["wangwu","ww"],"role":"salesperson"}',NULL,1,'ac4f8df8ea22b2f6341e939c8178fc9c0ceb7d4971c995929997e038cd8f1fd4','422df9b2afd775216d9da306df31c44c13b959e4dd1147aee6f6de0864caf379');
INSERT INTO "entry" VALUES(7,'staff',5,1756684800,'2025-09-01',1756684800,0,1,1,'?',NULL,'[]',NULL,'{"code":null,"name":"赵六","pin":null,"pinyin":["zhaoliu","zl"],"role":"salesperson"}',NULL,1,'422df9b2afd775216d9da306df31c44c13b959e4dd1147aee6f6de0864caf379','09153a6a1a45fb69337c60c3829d22c81e151847ac031f495b2020155cec4bd8');
INSERT INTO "entry" VALUES(8,'staff',6,1756684800,'2025-09-01',1756684800,0,1,1,'?',NULL,'[]',NULL,'{"code":null,"name":"孙会计","pin":null,"pinyin":["skj","sunkuaiji"],"role":"employee"}',NULL,1,'09153a6a1a45fb69337c60c3829d22c81e151847ac031f495b2020155cec4bd8','3befb571400c715406a158e3f764589c41d320ba22c11f733c09ce0e1757d337');
INSERT INTO "entry" VALUES(9,'staff',7,1756684800,'2025-09-01',1756684800,0,1,1,'?',NULL,'[]',NULL,'{"code":null,"name":"何助理","pin":null,"pinyin":["hezhuli","hzl"],"role":"assistant"}',NULL,1,'3befb571400c715406a158e3f764589c41d320ba22c11f733c09ce0e1757d337','ed5b99db7350b7baa477bb750511eb47656c0bf93c7456c76b6c2c53142b5cc2');
INSERT INTO "entry" VALUES(10,'queue-open',NULL,1759624200,'2025-10-05',1759624200,0,1,1,'?',NULL,'[]',NULL,'{"ended":[],"named":true,"order":[{"off":false,"priority":false,"staff":3},{"off":false,"priority":false,"staff":4},{"off":false,"priority":false,"staff":5}],"unreceived":[]}',NULL,1,'ed5b99db7350b7baa477bb750511eb47656c0bf93c7456c76b6c2c53142b5cc2','880bcc8d969aaa908c9c09ef982e0376cc84f377996571fcc03a8594727de8eb');
INSERT INTO "entry" VALUES(11,'visit',1,1759626000,'2025-10-05',1759626000,0,1,NULL,'?',NULL,'[1]',NULL,'{"announcement":null,"announcer":null,"asked":false,"clauses":["3.1"],"client":null,"customer":1,"files":[1],"kind":"turn","passed":[],"priority":false,"receiver":3,"referral":null,"request":{},"turn":true,"unrecalled":false,"voids":[],"with_introducer":false}','0f8f9e69323667ef364355bcecd1766d393648cb1456180dd6c49b764f5e83c3',1,'880bcc8d969aaa908c9c09ef982e0376cc84f377996571fcc03a8594727de8eb','1eee16dbe8cbff9df2b7606a631800e1bc6488caadda7d0f2e5fe36f66ac8e1f');
INSERT INTO "entry" VALUES(12,'visit',2,1759626300,'2025-10-05',1759626300,0,1,NULL,'?',NULL,'[2]',NULL,'{"announcement":null,"announcer":null,"asked":false,"clauses":["3.1"],"client":null,"customer":2,"files":[2],"kind":"turn","passed":[],"priority":false,"receiver":4,"referral":null,"request":{},"turn":true,"unrecalled":false,"voids":[],"with_introducer":false}','5d01649c6a802bf2b0fec2446748fba4882b459eba122e60d400a2e473a18030',1,'1eee16dbe8cbff9df2b7606a631800e1bc6488caadda7d0f2e5fe36f66ac8e1f','4dbb798b77d031a1c8fa061a516a326119c44f8918615503ce17d9a88cd6da02');
INSERT INTO "entry" VALUES(13,'done',NULL,1759626360,'2025-10-05',1759626360,0,1,NULL,'?',NULL,'[1]',NULL,'{"freed":3,"took":[],"visits":[1]}',NULL,1,'4dbb798b77d031a1c8fa061a516a326119c44f8918615503ce17d9a88cd6da02','2079e11b77d3458b73bd019a2f9096b4d21c173ae0e0492f9bcad817aa795487');
INSERT INTO "entry" VALUES(14,'undo',NULL,1759626420,'2025-10-05',1759626420,0,1,NULL,'?',13,'[1]',NULL,'{"command":"done"}',NULL,1,'2079e11b77d3458b73bd019a2f9096b4d21c173ae0e0492f9bcad817aa795487','b72d28c28ba0d4bdd9a39f855d910100fd33dae430d90d5002b43c227e71eb31');
INSERT INTO "entry" VALUES(15,'visit',3,1759626600,'2025-10-05',1759626600,0,1,NULL,'?',NULL,'[3]',NULL,'{"announcement":null,"announcer":null,"asked":true,"clauses":["5.1"],"client":null,"customer":3,"files":[3],"kind":"asked-for","passed":[],"priority":false,"receiver":5,"referral":null,"request":{"ask_for":5},"turn":false,"unrecalled":false,"voids":[],"with_introducer":false}','878bd02aee53ac2defd0afefeea330ed957164f6ab42bcf30d86b495d3406475',1,'b72d28c28ba0d4bdd9a39f855d910100fd33dae430d90d5002b43c227e71eb31','d64376cbf8f4bef19b98cb4e9d75d4d7078ca463318dcf91f853d0e1e02030f0');
INSERT INTO "entry" VALUES(16,'done',NULL,1759627200,'2025-10-05',1759627200,0,1,NULL,'?',NULL,'[1]',NULL,'{"freed":3,"took":[],"visits":[1]}',NULL,1,'d64376cbf8f4bef19b98cb4e9d75d4d7078ca463318dcf91f853d0e1e02030f0','103735cbd2cb9dc9dffbc0296026836fcbe7faea19b2f82b37f69d97ed74057c');
INSERT INTO "entry" VALUES(17,'done',NULL,1759627260,'2025-10-05',1759627260,0,1,NULL,'?',NULL,'[2]',NULL,'{"freed":4,"took":[],"visits":[2]}',NULL,1,'103735cbd2cb9dc9dffbc0296026836fcbe7faea19b2f82b37f69d97ed74057c','4afee1bc108e1dc616b2fc9018f22048bd47a76afe0d6dcffcb2c879112b184a');
INSERT INTO "entry" VALUES(18,'done',NULL,1759627320,'2025-10-05',1759627320,0,1,NULL,'?',NULL,'[3]',NULL,'{"freed":5,"took":[],"visits":[3]}',NULL,1,'4afee1bc108e1dc616b2fc9018f22048bd47a76afe0d6dcffcb2c879112b184a','8a10f666b8175364cbaf83dc89df0ec8f5cf92e8ca5660f5893ee8b05a07177d');
INSERT INTO "entry" VALUES(19,'visit',4,1759627800,'2025-10-05',1759627800,0,1,NULL,'?',NULL,'[4]',NULL,'{"announcement":null,"announcer":null,"asked":false,"clauses":["3.7"],"client":null,"customer":4,"files":[4],"kind":"unrecalled","passed":[],"priority":false,"receiver":5,"referral":null,"request":{"unrecalled":true},"turn":true,"unrecalled":true,"voids":[],"with_introducer":false}','f3d94a6d216e3ccc19d26f0bab9e5b917a15aaf0e7651a557ac9e9b7c0d20b8a',1,'8a10f666b8175364cbaf83dc89df0ec8f5cf92e8ca5660f5893ee8b05a07177d','a1b2bc035dd8432f079eb1b89b2700d75e3474fc92c05434909e189e5ce923fc');
INSERT INTO "entry" VALUES(20,'handover',NULL,1759627860,'2025-10-05',1759627860,0,1,1,'?',NULL,'[4]',NULL,'{"announcement":null,"announcer":null,"asked":false,"clause":"5.2","clauses":["5.2"],"client":null,"fault":null,"first":5,"first_gains_priority":false,"first_loses_priority":false,"granted":true,"insists":true,"kind":"asked-for","passed":[],"priority":false,"reason":"asked-for","receiver":4,"took":[],"turn":false,"visit":4}',NULL,1,'a1b2bc035dd8432f079eb1b89b2700d75e3474fc92c05434909e189e5ce923fc','af7b1d21d212246dad22aeb33b9990272a030621ddac15dea98164396542d519');
INSERT INTO "entry" VALUES(21,'done',NULL,1759628100,'2025-10-05',1759628100,0,1,NULL,'?',NULL,'[4]',NULL,'{"freed":4,"took":[],"visits":[4]}',NULL,1,'af7b1d21d212246dad22aeb33b9990272a030621ddac15dea98164396542d519','739e15c57e95a935895e3b906d419ee91719f7e1fbd4f61104682bb0431a523a');
INSERT INTO "entry" VALUES(22,'call',1,1759628400,'2025-10-05',1759628400,0,1,NULL,'?',NULL,'[5]',NULL,'{"customer":5}','c9c42e5150051836e14bf2cc4cc687c30fe70c0ea7c312219580d517271e8fb3',1,'739e15c57e95a935895e3b906d419ee91719f7e1fbd4f61104682bb0431a523a','ecc7acb896b2f41b38f2ac2838fbc48bf7f59842470f22bcf16b3f7a3ffe849b');
INSERT INTO "entry" VALUES(23,'referral',1,1759628700,'2025-10-05',1759628700,0,1,1,'?',NULL,'[6]',NULL,'{"by":6,"customer":6,"type":"employee","visit_on":"2025-10-06"}','50dcdf181eeea7bc4e2d4c3d2e1f74aa5550e6313d99ad1b4e9a8ed3e4d0977e',1,'ecc7acb896b2f41b38f2ac2838fbc48bf7f59842470f22bcf16b3f7a3ffe849b','6103a46b4cdf8a74b7541d55d5f942e3e8ac8c646e02126ed5163769d8567d53');
INSERT INTO "entry" VALUES(24,'correct',NULL,1759629000,'2025-10-05',1759629000,0,1,1,'?',12,'[2]',NULL,'{"files":[2],"visit":2}','aff93ee3afc3e8f6fffa46c74c72cac448f39cc040bbbb558dd6f578f558a3ce',1,'6103a46b4cdf8a74b7541d55d5f942e3e8ac8c646e02126ed5163769d8567d53','34b168ad0e6f169efa90de65fcb1b9c36fa789e6d7962f02839dcbe2ca0e9ad9');
INSERT INTO "entry" VALUES(25,'queue-strike',NULL,1759629300,'2025-10-05',1759629300,0,1,1,'?',NULL,'[]',NULL,'{"staff":4,"took":[]}','9f45adf6a331848b9104fa27a195a30ac59fa9c37e0db2e7f40c90f05bc85b99',1,'34b168ad0e6f169efa90de65fcb1b9c36fa789e6d7962f02839dcbe2ca0e9ad9','27b744dfaabec83e78609c59d5405d9755c95ae201408c0e9c0745614e320bcc');
INSERT INTO "entry" VALUES(26,'confirm',NULL,1759658400,'2025-10-05',1759658400,0,1,1,'?',NULL,'[1,2,3,4]',NULL,'{"visits":[1,2,3,4]}',NULL,1,'27b744dfaabec83e78609c59d5405d9755c95ae201408c0e9c0745614e320bcc','928d56cdc69334791208d60dc4afa3207f4f9833d26f3d303f16af37be6332b7');
INSERT INTO "entry" VALUES(27,'queue-open',NULL,1759710600,'2025-10-06',1759710600,0,1,1,'?',NULL,'[]',NULL,'{"ended":[],"named":false,"order":[{"off":false,"priority":false,"staff":3},{"off":false,"priority":false,"staff":5},{"off":false,"priority":false,"staff":4}],"unreceived":[]}',NULL,1,'928d56cdc69334791208d60dc4afa3207f4f9833d26f3d303f16af37be6332b7','1e264539170ad4e0f52c9cd883a4ef340057bca8fec17f280b67dd84722f178c');
INSERT INTO "entry" VALUES(28,'visit',5,1759712460,'2025-10-06',1759712460,0,1,NULL,'?',NULL,'[7]',NULL,'{"announcement":null,"announcer":null,"asked":false,"clauses":["3.1"],"client":null,"customer":7,"files":[7],"kind":"turn","passed":[],"priority":false,"receiver":3,"referral":null,"request":{},"turn":true,"unrecalled":false,"voids":[],"with_introducer":false}','a512254924613721b090d080fa5618d811fbc0559bce6e4cc062416c5de9c246',1,'1e264539170ad4e0f52c9cd883a4ef340057bca8fec17f280b67dd84722f178c','e9bf0820d645ad209ee7baff390c279cdb65cf40c3c43a3d9a3a5fec2d54a41d');
INSERT INTO "entry" VALUES(29,'done',NULL,1759712520,'2025-10-06',1759712520,0,1,NULL,'?',NULL,'[7]',NULL,'{"freed":3,"took":[],"visits":[5]}',NULL,1,'e9bf0820d645ad209ee7baff390c279cdb65cf40c3c43a3d9a3a5fec2d54a41d','12bd703c344953bef85a93d58251cce25093be63d243f322b06adf4b0d7ab86c');
INSERT INTO "entry" VALUES(30,'visit',6,1759716000,'2025-10-06',1759716000,0,1,NULL,'?',NULL,'[1]',NULL,'{"announcement":null,"announcer":null,"asked":false,"clauses":["4.1"],"client":null,"customer":1,"files":[1],"kind":"returning","passed":[],"priority":false,"receiver":3,"referral":null,"request":{},"turn":false,"unrecalled":false,"voids":[],"with_introducer":false}','c3b5d4479baf90b35690576db10837213b0bb1a48fdd9c4bfe212d5dfc1dcfa8',1,'12bd703c344953bef85a93d58251cce25093be63d243f322b06adf4b0d7ab86c','d5dbe2c7176cc6b91cf3d78974fcc968a74be665fced7e6a48dbac72392d3858');
INSERT INTO "entry" VALUES(31,'done',NULL,1759716600,'2025-10-06',1759716600,0,1,NULL,'?',NULL,'[1]',NULL,'{"freed":3,"took":[],"visits":[6]}',NULL,1,'d5dbe2c7176cc6b91cf3d78974fcc968a74be665fced7e6a48dbac72392d3858','b470892e9b86556e4d5473f88ecea258b4585219343142d2a3b81a2e56160317');
INSERT INTO "entry" VALUES(32,'visit',7,1759717200,'2025-10-06',1759717200,0,1,NULL,'?',NULL,'[6]',NULL,'{"announcement":null,"announcer":null,"asked":false,"clauses":["3.1","6.2.4"],"client":null,"customer":6,"files":[6],"kind":"turn","passed":[],"priority":false,"receiver":5,"referral":null,"request":{},"turn":true,"unrecalled":false,"voids":[1],"with_introducer":false}','15d0bd9f266bafb638958043c4c8d4ffa42ff74432ffe0bbfa20d2092ae199db',1,'b470892e9b86556e4d5473f88ecea258b4585219343142d2a3b81a2e56160317','2f35cb917aedf4ed67c9d92c869b22182f64c0adfe8b6422a58ac962cbe8b20d');
INSERT INTO "entry" VALUES(33,'done',NULL,1759717800,'2025-10-06',1759717800,0,1,NULL,'?',NULL,'[6]',NULL,'{"freed":5,"took":[],"visits":[7]}',NULL,1,'2f35cb917aedf4ed67c9d92c869b22182f64c0adfe8b6422a58ac962cbe8b20d','7c74f1f292f6842e50ff8fc0640d05f08569a2f69fc30cf6e4204f567dd59d06');
INSERT INTO "entry" VALUES(34,'claim',1,1759719600,'2025-10-06',1759719600,0,1,NULL,'?',NULL,'[4]',NULL,'{"by":3,"customer":4,"ground":"other"}','7ed3964ae9ad9eb13769e897047659239713c32805d360c44426e53bc358fc6a',1,'7c74f1f292f6842e50ff8fc0640d05f08569a2f69fc30cf6e4204f567dd59d06','15a8210decd0ee0295078debceeea0f5a16a4339a83a9c0721299560610d4f63');
INSERT INTO "entry" VALUES(35,'ruling',NULL,1759720200,'2025-10-06',1759720200,0,1,1,'?',NULL,'[4]',NULL,'{"claim":1,"effect":{},"files":[],"shares":[[3,"1/2"],[4,"1/2"]],"upheld":true}','42a8a4f315ce64dd326a660980086be9693218aa2075cc814fe555a4a00be503',1,'15a8210decd0ee0295078debceeea0f5a16a4339a83a9c0721299560610d4f63','9b957cf6b2b032411013a899ef3ab65231b489e22beeefdea2a8071479909245');
INSERT INTO "entry" VALUES(36,'approval',NULL,1759720800,'2025-10-06',1759720800,0,1,2,'?',NULL,'[4]',NULL,'{"approved":true,"claim":1}',NULL,1,'9b957cf6b2b032411013a899ef3ab65231b489e22beeefdea2a8071479909245','fa1ceeb95f49d3dcb4c48737b00c0946ea0f3560f356777dd5373943298844cd');
INSERT INTO "entry" VALUES(37,'deal',1,1759721400,'2025-10-06',1759721400,0,1,NULL,'?',NULL,'[1]',NULL,'{"aftercare":null,"commission":1200000,"customer":1,"price":120000000,"rated":false,"unit":"3-1-501"}',NULL,1,'fa1ceeb95f49d3dcb4c48737b00c0946ea0f3560f356777dd5373943298844cd','b2a550238eecb00f929d10545374a215d591bcc8cdbfc17c83cfe1367c6fff3d');
INSERT INTO "entry" VALUES(38,'deal',2,1759721700,'2025-10-06',1759721700,0,1,NULL,'?',NULL,'[2]',NULL,'{"aftercare":null,"commission":999999,"customer":2,"price":100000050,"rated":false,"unit":"3-1-502"}',NULL,1,'b2a550238eecb00f929d10545374a215d591bcc8cdbfc17c83cfe1367c6fff3d','d37c5cb746997b9a5eb9365edfa51a9b312fbccd65404dad02f02aacb0a810d6');
INSERT INTO "entry" VALUES(39,'deal',3,1759722000,'2025-10-06',1759722000,0,1,NULL,'?',NULL,'[3]',NULL,'{"aftercare":null,"commission":800000,"customer":3,"price":100000000,"rated":false,"unit":"3-1-503"}',NULL,1,'d37c5cb746997b9a5eb9365edfa51a9b312fbccd65404dad02f02aacb0a810d6','23d182311aee4bf4bc83b388727d521b09144a89a7c038ba53b78902272cd187');
INSERT INTO "entry" VALUES(40,'deal-cancelled',NULL,1759722300,'2025-10-06',1759722300,0,1,1,'?',39,'[3]',NULL,'{"deal":3}','313f7561c4e4e2be5924627b7666973a41644690ec3dd4eb2f434d69b7dddce4',1,'23d182311aee4bf4bc83b388727d521b09144a89a7c038ba53b78902272cd187','3982ca8f08f165f589dbfe88e604e0629d63dcba794589d4e5366860437a4cfb');
INSERT INTO "entry" VALUES(41,'deal-amended',NULL,1759722600,'2025-10-06',1759722600,0,1,1,'?',37,'[1]',NULL,'{"deal":1}','50d03ec25a3267751d7ccf16f05b86c25792fba25750ed613845518f6d2727d4',1,'3982ca8f08f165f589dbfe88e604e0629d63dcba794589d4e5366860437a4cfb','53947c77a3a46b8e3f613176d8292d523b4be54eecc8323c53c609742c73f771');
INSERT INTO "entry" VALUES(42,'consent',NULL,1759723200,'2025-10-06',1759723200,0,1,1,'?',NULL,'[1]',NULL,'{"customer":1,"given":"2025-10-05","marketing":true}',NULL,1,'53947c77a3a46b8e3f613176d8292d523b4be54eecc8323c53c609742c73f771','5e8e23f6f4440c0127735bb945f3a5d99c9effed4ee2b87739eb342b06f6f0f9');
INSERT INTO "entry" VALUES(43,'viewed',NULL,1759723500,'2025-10-06',1759723500,0,1,1,'?',NULL,'[1]',NULL,'{"customer":1}',NULL,1,'5e8e23f6f4440c0127735bb945f3a5d99c9effed4ee2b87739eb342b06f6f0f9','aace6a3be400009a2ce8c24ecd5a28de07e38f1259432fc697bff1cb0a1ea4cf');
INSERT INTO "entry" VALUES(44,'renamed',NULL,1759723800,'2025-10-06',1759723800,0,1,1,'?',NULL,'[3]',NULL,'{"customer":3}','53f21e7bcd7898093f92eb93bcfbc39c90497127dfc94d21921b5c2aa189770e',1,'aace6a3be400009a2ce8c24ecd5a28de07e38f1259432fc697bff1cb0a1ea4cf','5412f0894ff83ccbeea0c62d3e70f26fca8b62ec1b9ca441bee0326b9a8e8e17');
INSERT INTO "entry" VALUES(45,'freeze',5,1759724400,'2025-10-06',1759724400,0,1,1,'?',NULL,'[5]',NULL,'{"customer":5}','e969fea4b8d87d534f02e263dde13a5a5ee89110511b8997733827335b3dcdec',1,'5412f0894ff83ccbeea0c62d3e70f26fca8b62ec1b9ca441bee0326b9a8e8e17','98a0d6f90837f13068478caa17223883ae4a1732ab3c7ad4f1d56f4cc0c73dc7');
INSERT INTO "entry" VALUES(46,'erase',7,1759725000,'2025-10-06',1759725000,0,1,1,'?',NULL,'[7]',NULL,'{"customer":7}',NULL,1,'98a0d6f90837f13068478caa17223883ae4a1732ab3c7ad4f1d56f4cc0c73dc7','3c086bbee0cafd23357b3b5d2a66d1b65dad377ee119a784c7f9ba664ca20d94');
INSERT INTO "entry" VALUES(47,'followup',NULL,1759725600,'2025-10-06',1759725600,0,1,NULL,'?',NULL,'[1]',NULL,'{"by":3,"contact":false,"customer":1,"grade":"B","next":"2025-10-20"}','481c06bdaf7f547bfb9f018d54de8db5184563c845678df51b38db1b87328dac',1,'3c086bbee0cafd23357b3b5d2a66d1b65dad377ee119a784c7f9ba664ca20d94','9be1b9ca0276cd2decc0a25c69a9e9f4bb689494c29935bbae9fd20a597b7549');
INSERT INTO "entry" VALUES(48,'confirm',NULL,1759744800,'2025-10-06',1759744800,0,1,1,'?',NULL,'[1,6,7]',NULL,'{"visits":[5,6,7]}',NULL,1,'9be1b9ca0276cd2decc0a25c69a9e9f4bb689494c29935bbae9fd20a597b7549','d1d78422b77a032c44d3540305cabce84f8c420117588afe8ccf71d71c688e2d');
INSERT INTO "entry" VALUES(49,'close',NULL,1762131600,'2025-11-03',1762131600,0,1,1,'?',NULL,'[]',NULL,'{"digest":"7a49723d6d3ed4fea9ed3c25f8a76d8c83d15d2582b46828314de7e343e8c690","held":[],"lines":2,"month":"2025-10","total":2199999}',NULL,1,'d1d78422b77a032c44d3540305cabce84f8c420117588afe8ccf71d71c688e2d','f77bb402d3e4d324e03f7872f3e7691c1af1b4643263b8283438e976f45a1aaf');
INSERT INTO "entry" VALUES(50,'queue-open',NULL,1762132500,'2025-11-03',1762132500,0,1,1,'?',NULL,'[]',NULL,'{"ended":[],"named":false,"order":[{"off":false,"priority":false,"staff":4},{"off":false,"priority":false,"staff":3},{"off":false,"priority":false,"staff":5}],"unreceived":[]}',NULL,1,'f77bb402d3e4d324e03f7872f3e7691c1af1b4643263b8283438e976f45a1aaf','4dbadc63661731fd0becfb52648478b8a0727c52e29e9202633ca7bfd1a714ed');
INSERT INTO "entry" VALUES(51,'visit',8,1762132800,'2025-11-03',1762132800,0,1,NULL,'?',NULL,'[8]','lived-2','{"announcement":null,"announcer":null,"asked":false,"clauses":["3.1"],"client":null,"customer":8,"files":[8],"kind":"turn","passed":[],"priority":false,"receiver":4,"referral":null,"request":{},"turn":true,"unrecalled":false,"voids":[],"with_introducer":false}','3e8589bbe3d336cdf75564f926fc24b2f35a41aa196cd622e53e80ab88aae8e4',1,'4dbadc63661731fd0becfb52648478b8a0727c52e29e9202633ca7bfd1a714ed','0d9e3369f4a7cf775c07d83ffa0c07628ae47735286fb8ad14807e6663ed739b');
INSERT INTO "entry" VALUES(52,'deal',4,1762133100,'2025-11-03',1762133100,0,1,NULL,'?',NULL,'[1]',NULL,'{"aftercare":null,"commission":500001,"customer":1,"price":90000000,"rated":false,"unit":"5-1-101"}',NULL,1,'0d9e3369f4a7cf775c07d83ffa0c07628ae47735286fb8ad14807e6663ed739b','f09d0c257f538ebb57811a544c60338eaec08451b30c3b65fd891d7618956709');
INSERT INTO "entry" VALUES(53,'staff-left',NULL,1762133400,'2025-11-03',1762133400,0,1,1,'?',NULL,'[]',NULL,'{"staff":7}',NULL,1,'f09d0c257f538ebb57811a544c60338eaec08451b30c3b65fd891d7618956709','5e3f4692e9cea8a6e901a4a1b587b8f6e4a802070dfa286a92ddb6dc51084dc0');
CREATE TABLE paid (
	closing INTEGER NOT NULL, 
	line INTEGER NOT NULL, 
	deal INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	staff INTEGER, 
	role TEXT NOT NULL, 
	share TEXT NOT NULL, 
	amount INTEGER NOT NULL, 
	clause TEXT NOT NULL, 
	entries TEXT NOT NULL, 
	PRIMARY KEY (closing, line), 
	FOREIGN KEY(closing) REFERENCES entry (seq)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "paid" VALUES(49,1,1,'share',3,'sales','1',1200000,'3.1','11,37');
INSERT INTO "paid" VALUES(49,2,2,'share',4,'sales','1',999999,'3.1','12,38');
CREATE INDEX entry_day ON entry (kind, day);
CREATE INDEX entry_names ON entry (names) WHERE names IS NOT NULL;
CREATE UNIQUE INDEX entry_number ON entry (kind, number) WHERE number IS NOT NULL;
CREATE INDEX detail_customer ON detail (customer) WHERE customer IS NOT NULL;
CREATE INDEX detail_phone ON detail (phone) WHERE phone IS NOT NULL;
CREATE INDEX paid_deal ON paid (deal);
CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'entry: facts are never changed'); END;
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'entry: facts are never changed'); END;
CREATE TRIGGER detail_no_update BEFORE UPDATE ON detail BEGIN SELECT RAISE(ABORT, 'detail: facts are never changed'); END;
CREATE TRIGGER about_no_update BEFORE UPDATE ON about BEGIN SELECT RAISE(ABORT, 'about: facts are never changed'); END;
CREATE TRIGGER about_no_delete BEFORE DELETE ON about BEGIN SELECT RAISE(ABORT, 'about: facts are never changed'); END;
CREATE TRIGGER paid_no_update BEFORE UPDATE ON paid BEGIN SELECT RAISE(ABORT, 'paid: facts are never changed'); END;
CREATE TRIGGER paid_no_delete BEFORE DELETE ON paid BEGIN SELECT RAISE(ABORT, 'paid: facts are never changed'); END;
CREATE TRIGGER answered_no_update BEFORE UPDATE ON answered BEGIN SELECT RAISE(ABORT, 'answered: facts are never changed'); END;
CREATE TRIGGER entry_next BEFORE INSERT ON entry WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entry) BEGIN SELECT RAISE(ABORT, 'entry: not the next number'); END;
CREATE TRIGGER detail_no_delete BEFORE DELETE ON detail WHEN NOT EXISTS (SELECT 1 FROM entry WHERE kind = 'erase' AND number = OLD.customer) BEGIN SELECT RAISE(ABORT, 'detail: only an erasure takes words away'); END;
CREATE TRIGGER answered_no_delete BEFORE DELETE ON answered WHEN (SELECT kind FROM entry ORDER BY seq DESC LIMIT 1) IS NOT 'erase' BEGIN SELECT RAISE(ABORT, 'answered: only an erasure takes answers away'); END;
COMMIT;
