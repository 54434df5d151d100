PRAGMA application_id = 1396986699;
PRAGMA user_version = 2;
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
INSERT INTO "answered" VALUES('auto-20261125T180023-cd96bb9b','bbb0a4f87d4cec0ca0bb2aa69c6a2c17c13faa8db8c71757fe62f679180c1016','{"staff":{"code":null,"joined":"2025-09-01T08:00:00+08:00","left":null,"name":"李四","role":"salesperson"}}');
INSERT INTO "answered" VALUES('auto-20261125T180024-051bcb1d','1dc7aae00e4de83db5faa28e8eb8c4d734125083325ffe3b68fb3d0c1c76efbe','{"clauses":["6.2.1"],"referral":{"by":"孙会计","id":1,"kind":"employee","name":"张六","phone":"138****0006","status":"open","visit_on":"2025-10-06"}}');
INSERT INTO "answered" VALUES('auto-20261125T180024-06a4b00f','9ef38cd013de60750ec7eebacaee6752ae44541acf6ccaf4f340662ace4584ab','{"date":"2025-10-05","lunch":["李四","王五"],"next":"李四","order":[{"name":"李四","priority":false,"status":"ready"},{"name":"王五","priority":false,"status":"ready"},{"name":"赵六","priority":false,"status":"ready"}],"waiting":[]}');
INSERT INTO "answered" VALUES('auto-20261125T180024-1925cfce','f204fb368949033a2563f2073f20266b489e5c9aeaef4c226fb45e95112cee07','{"clauses":["3.1"],"customer":{"id":1,"name":"张一","new":true,"phone":"13800000001"},"explanation":"李四 receives: the turn is theirs.","next":"王五","owner":"李四","protected_until":"2025-11-05","receiver":"李四","visit":{"at":"2025-10-05T09:00:00+08:00","id":1,"kind":"turn","late_entry":false,"status":"receiving","uses_turn":true}}');
INSERT INTO "answered" VALUES('auto-20261125T180024-2106da6b','d7819ed5021934f531a5a404a53e407b8db3a88534dacf51ee51decd728bd760','{"freed":"李四","taken":[],"took":[]}');
INSERT INTO "answered" VALUES('auto-20261125T180024-3acd4c6b','ef8071a803de05a93603ea3991d05fcd16d209f79a68b8faf7c97e07096e2058','{"undone":{"command":"done","entry":13}}');
INSERT INTO "answered" VALUES('auto-20261125T180024-503bcdd2','d7819ed5021934f531a5a404a53e407b8db3a88534dacf51ee51decd728bd760','{"freed":"李四","taken":[],"took":[]}');
INSERT INTO "answered" VALUES('auto-20261125T180024-60f68090','0d32b40beeb41495b22b1735c5ca92746639238e6c52d1899bb382e849f36c96','{"clauses":["3.1"],"customer":{"id":2,"name":"张二","new":true,"phone":"13800000002"},"explanation":"王五 receives: the turn is theirs.","next":"赵六","owner":"王五","protected_until":"2025-11-05","receiver":"王五","visit":{"at":"2025-10-05T09:05:00+08:00","id":2,"kind":"turn","late_entry":false,"status":"receiving","uses_turn":true}}');
INSERT INTO "answered" VALUES('auto-20261125T180024-66fbfea6','8eef4efac02d7b44b22e8afd53dabb1e2341d5b024c9b1ff1b841f62c363b48a','{"staff":{"code":null,"joined":"2025-09-01T08:00:00+08:00","left":null,"name":"何助理","role":"assistant"}}');
INSERT INTO "answered" VALUES('auto-20261125T180024-7a0483ad','4d526eff385a53c3d69022602fb103765ddc2976ed857cdfc54a01f36ecb18b2','{"date":"2025-10-05","lunch":["李四","赵六"],"next":"李四","order":[{"name":"李四","priority":false,"status":"ready"},{"name":"赵六","priority":false,"status":"ready"},{"name":"王五","priority":false,"status":"ready"}],"waiting":[]}');
INSERT INTO "answered" VALUES('auto-20261125T180024-9435af09','6fd1280465cd52df6963c21f1ad670ebea0e0f9bc6ca29332184421d21a4d438','{"clauses":["5.2"],"customer":{"id":4,"name":"张四","new":true,"phone":"13800000004"},"explanation":"王五 receives: the visitor asked for them. No turn is used.","granted":true,"next":"李四","owner":"王五","protected_until":"2025-11-05","receiver":"王五","visit":{"at":"2025-10-05T09:30:00+08:00","id":4,"kind":"asked-for","late_entry":false,"status":"receiving","uses_turn":false}}');
INSERT INTO "answered" VALUES('auto-20261125T180024-953b1417','25bef261bc5bea1e99e0328c98ebe85503efc43e19a325b698fd774acf467256','{"clauses":["5.1"],"customer":{"id":3,"name":"张三","new":true,"phone":"13800000003"},"explanation":"赵六 receives: the visitor asked for them. No turn is used.","next":null,"owner":"赵六","protected_until":"2025-11-05","receiver":"赵六","visit":{"at":"2025-10-05T09:10:00+08:00","id":3,"kind":"asked-for","late_entry":false,"status":"receiving","uses_turn":false}}');
INSERT INTO "answered" VALUES('auto-20261125T180024-983019b6','b37d6e88eec1e6c9638c5233a5c43b69158877aaf1fd20288ce50d73aeae2811','{"call":{"at":"2025-10-05T09:40:00+08:00","entry":22},"clauses":["3.13"],"customer":{"id":5,"name":"张五","new":true,"phone":"138****0005"},"explanation":"Recorded. A call never decides whose customer it is."}');
INSERT INTO "answered" VALUES('auto-20261125T180024-a134a886','ee0ac90c29e4a891f16879c5913a81e187387a1d156cb7776b0408dc0caa1e76','{"clauses":["3.7"],"customer":{"id":4,"name":"张四","new":true,"phone":"13800000004"},"explanation":"赵六 receives by turn: the visitor cannot recall by whom they were received before.","next":"李四","owner":"赵六","protected_until":"2025-11-05","receiver":"赵六","visit":{"at":"2025-10-05T09:30:00+08:00","id":4,"kind":"unrecalled","late_entry":false,"status":"receiving","uses_turn":true}}');
INSERT INTO "answered" VALUES('auto-20261125T180024-b706d355','963a2fa269d3be2d07cfdc4e232a7fbe1d4a24187a09e82cc770d4c9c5d384b9','{"staff":{"code":null,"joined":"2025-09-01T08:00:00+08:00","left":null,"name":"孙会计","role":"employee"}}');
INSERT INTO "answered" VALUES('auto-20261125T180024-bce5df8d','c2d3174ab442c321c67bf3d69ec41ba992c2d47c9bf62a18968030ce6bd1a1c0','{"freed":"王五","taken":[],"took":[]}');
INSERT INTO "answered" VALUES('auto-20261125T180024-c6c42f2f','317c19cdd8709d3ab5045c31104af7a6d478d910f2777cdd703a659e4f1f36e6','{"freed":"王五","taken":[],"took":[]}');
INSERT INTO "answered" VALUES('auto-20261125T180024-c9323820','96f014b16ffbfc39a651b19b7007e01ef88bae4672506ecaf0f7d0725fbfc59e','{"freed":"赵六","taken":[],"took":[]}');
INSERT INTO "answered" VALUES('auto-20261125T180024-ddff465f','7ba3df3741317cca29cfd73afbf5146dbd2c76efd38c9711a294b7ad8b6ff1d9','{"staff":{"code":null,"joined":"2025-09-01T08:00:00+08:00","left":null,"name":"王五","role":"salesperson"}}');
INSERT INTO "answered" VALUES('auto-20261125T180024-faf0490c','a11e239842a0f8a9e19e7fde90b8ea2f9f64ffcd03317814f9f0567ba1be769c','{"staff":{"code":null,"joined":"2025-09-01T08:00:00+08:00","left":null,"name":"赵六","role":"salesperson"}}');
INSERT INTO "answered" VALUES('auto-20261125T180024-ff27ae7a','48321793876619c34527bbb181c7d018ff789d426dbd788dc2c274f8061194f1','{"clauses":["7.2"],"customer":{"id":2,"name":"张贰","new":false,"phone":"138****0002"},"entry":24,"receiver":"王五","visit":{"at":"2025-10-05T09:05:00+08:00","id":2,"kind":"turn","late_entry":false,"status":"done","uses_turn":true}}');
INSERT INTO "answered" VALUES('auto-20261125T180025-272532f4','bc75d4347d2ff17a189293ed06ae9ba89b1eb4cdfc09fc070710be2d5199f9b1','{"date":"2025-10-06","lunch":["李四","赵六"],"next":"李四","order":[{"name":"李四","priority":false,"status":"ready"},{"name":"赵六","priority":false,"status":"ready"},{"name":"王五","priority":false,"status":"ready"}],"waiting":[]}');
INSERT INTO "answered" VALUES('auto-20261125T180025-2a861824','3143ee97a8fe764a2dcb705a6303342dacdf9c43a3424bc306287ac023ece765','{"chain":[{"clause":"3.1","entries":[12],"text":"Visit 2 on 2025-10-05 09:05, received by 王五, began the registration"},{"clause":"7.1","entries":[12],"text":"The owner is 王五, protected through 2025-11-05"},{"clause":"9","entries":[38],"text":"Deal 2 was signed on 2025-10-06 11:35"},{"clause":"3.1","entries":[12],"text":"王五 has all (sales)"}],"deal":{"commission":"9999.99","customer":{"id":2,"name":"张贰","new":false,"phone":"138****0002"},"id":2,"price":"1000000.50","signed_at":"2025-10-06T11:35:00+08:00","status":"signed","unit":"3-1-502"},"evidence":[{"at":"2025-10-05T09:05:00+08:00","confirmed":true,"kind":"turn","receiver":"王五","visit":2}],"holds":[],"shares":[{"amount":"9999.99","clause":"3.1","role":"sales","share":"1","to":"王五"}]}');
INSERT INTO "answered" VALUES('auto-20261125T180025-3360ddb5','b7b4581d2b38cd480e0b06c2d3a997d59c049d5979a03d8a6031993f52b68d07','{"freed":"赵六","taken":[],"took":[]}');
INSERT INTO "answered" VALUES('auto-20261125T180025-395c4a1a','1c6da985d140d6c023bd250cb93422db5413e37117e5b21b7227e92771529390','{"claim":{"by":"李四","customer":{"id":4,"name":"张四","new":false,"phone":"138****0004"},"filed":"2025-10-06T11:00:00+08:00","ground":"other","id":1,"opinion":{"shares":[{"share":"1/2","to":"李四"},{"share":"1/2","to":"王五"}],"text":"各半"},"rulings":[{"at":"2025-10-06T11:10:00+08:00","by":"陈经理","entry":35}],"status":"awaiting-director"},"proposal":{"borne_out":false,"clauses":["7.7","5.2"],"evidence":[{"at":"2025-10-05T09:30:00+08:00","confirmed":true,"kind":"asked-for","receiver":"王五","visit":4}],"explanation":"No clause decides this: it takes the manager''s opinion with shares and the director''s approval","owner":"王五","shares":[{"clause":"5.2","role":"sales","share":"7/10","to":"赵六"},{"clause":"5.2","role":"sales","share":"3/10","to":"王五"}]}}');
INSERT INTO "answered" VALUES('auto-20261125T180025-3c6bd91e','22bce4697bca6c2d95811e7d76569db264fd232f4dc8dd8fcdeb9cc0269d14a7','{"clauses":["4.1"],"customer":{"id":1,"name":"张一","new":false,"phone":"13800000001"},"explanation":"李四 receives: the customer is theirs. No turn is used.","next":"赵六","owner":"李四","protected_until":"2025-11-06","receiver":"李四","visit":{"at":"2025-10-06T10:00:00+08:00","id":6,"kind":"returning","late_entry":false,"status":"receiving","uses_turn":false}}');
INSERT INTO "answered" VALUES('auto-20261125T180025-3f4af612','dd90f8b090c23d67406ff6216f04ce43c8c0aa8415deec38283245d1af685c8b','{"customer":{"id":5,"name":null,"new":false,"phone":null},"frozen":true}');
INSERT INTO "answered" VALUES('auto-20261125T180025-4b6e9b62','20a2a3c535cccdac430bfc156a0dc05315fa4d830bcdf1b8e344bf187d255bfc','{"confirmed":4,"date":"2025-10-05","training":4}');
INSERT INTO "answered" VALUES('auto-20261125T180025-4f135e98','fd5cc073f48e147e5e4d849d4a744518b383af9755e247e9e5b37103d25a4704','{"chain":[{"clause":"5.1","entries":[15],"text":"Visit 3 on 2025-10-05 09:10, received by 赵六, began the registration"},{"clause":"7.1","entries":[15],"text":"The owner is 赵六, protected through 2025-11-05"},{"clause":"9","entries":[39],"text":"Deal 3 was signed on 2025-10-06 11:40"},{"clause":"5.1","entries":[15],"text":"赵六 has all (sales)"}],"deal":{"commission":"8000.00","customer":{"id":3,"name":"张三","new":false,"phone":"138****0003"},"id":3,"price":"1000000.00","signed_at":"2025-10-06T11:40:00+08:00","status":"signed","unit":"3-1-503"},"evidence":[{"at":"2025-10-05T09:10:00+08:00","confirmed":true,"kind":"asked-for","receiver":"赵六","visit":3}],"holds":[],"shares":[{"amount":"8000.00","clause":"5.1","role":"sales","share":"1","to":"赵六"}]}');
INSERT INTO "answered" VALUES('auto-20261125T180025-66d2792d','22789f74e456446c2573e9f129d4830f3541214794f005ad837e31705fbf0480','{"clauses":["7.2"],"customer":{"id":3,"name":"张叁","new":false,"phone":"138****0003"}}');
INSERT INTO "answered" VALUES('auto-20261125T180025-8398aad7','6499fadb883ed8a0fb2da71342993e6bebe4e2e7af92d940d1850236498d2199','{"consent":{"given":"2025-10-05","marketing":true},"customer":{"id":1,"name":"张一","new":false,"phone":"13800000001"},"deals":[{"deal":1,"signed_at":"2025-10-06T11:30:00+08:00","unit":"3-1-501"}],"files":[1],"owner":"李四","protected_until":"2025-11-06","visits":[{"at":"2025-10-05T09:00:00+08:00","kind":"turn","status":"done","visit":1},{"at":"2025-10-06T10:00:00+08:00","kind":"returning","status":"done","visit":6}]}');
INSERT INTO "answered" VALUES('auto-20261125T180025-92d040ad','0fbd325b82b1c0c7fb2db4eff7868a883e473a2c596ddb43a8fa82d125c2efc8','{"chain":[{"clause":"3.1","entries":[11],"text":"Visit 1 on 2025-10-05 09:00, received by 李四, began the registration"},{"clause":"4.1","entries":[30],"text":"Visit 6 on 2025-10-06 10:00, received by 李四, renewed it"},{"clause":"7.1","entries":[30],"text":"The owner is 李四, protected through 2025-11-06"},{"clause":"9","entries":[37],"text":"Deal 1 was signed on 2025-10-06 11:30"},{"clause":"3.1","entries":[11],"text":"李四 has all (sales)"}],"clauses":["7.6"],"deal":{"commission":"12000.00","customer":{"id":1,"name":"张一","new":false,"phone":"138****0001"},"id":1,"price":"1200000.00","signed_at":"2025-10-06T11:30:00+08:00","status":"signed","unit":"3-1-501"},"evidence":[{"at":"2025-10-05T09:00:00+08:00","confirmed":true,"kind":"turn","receiver":"李四","visit":1},{"at":"2025-10-06T10:00:00+08:00","confirmed":false,"kind":"returning","receiver":"李四","visit":6}],"holds":["visit 6: its day is not confirmed (7.2): ''confirm --on 2025-10-06''"],"shares":[{"amount":"12000.00","clause":"3.1","role":"sales","share":"1","to":"李四"}]}');
INSERT INTO "answered" VALUES('auto-20261125T180025-a3875057','2f8edb8470bfde54f128228f96514cc9dcf885834c3ff8a727a8c23f6c5a406d','{"claim":{"by":"李四","customer":{"id":4,"name":"张四","new":false,"phone":"138****0004"},"filed":"2025-10-06T11:00:00+08:00","ground":"other","id":1,"opinion":null,"rulings":[],"status":"open"},"proposal":{"borne_out":false,"clauses":["7.7","5.2"],"evidence":[{"at":"2025-10-05T09:30:00+08:00","confirmed":true,"kind":"asked-for","receiver":"王五","visit":4}],"explanation":"No clause decides this: it takes the manager''s opinion with shares and the director''s approval","owner":"王五","shares":[{"clause":"5.2","role":"sales","share":"7/10","to":"赵六"},{"clause":"5.2","role":"sales","share":"3/10","to":"王五"}]}}');
INSERT INTO "answered" VALUES('auto-20261125T180025-ab8774b1','840613922f15f687b9070e72fc07af071d7f7b008aeeef2e3414f59b0d14cbf8','{"customer":{"id":7,"name":null,"phone":null},"erased":1}');
INSERT INTO "answered" VALUES('auto-20261125T180025-ae383888','9b6dd3d613aff37675829312deb2addfe25692f892d38feaff5b4dede5eb037a','{"chain":[{"clause":"3.1","entries":[11],"text":"Visit 1 on 2025-10-05 09:00, received by 李四, began the registration"},{"clause":"4.1","entries":[30],"text":"Visit 6 on 2025-10-06 10:00, received by 李四, renewed it"},{"clause":"7.1","entries":[30],"text":"The owner is 李四, protected through 2025-11-06"},{"clause":"9","entries":[37],"text":"Deal 1 was signed on 2025-10-06 11:30"},{"clause":"3.1","entries":[11],"text":"李四 has all (sales)"}],"deal":{"commission":"12000.00","customer":{"id":1,"name":"张一","new":false,"phone":"138****0001"},"id":1,"price":"1200000.00","signed_at":"2025-10-06T11:30:00+08:00","status":"signed","unit":"3-1-501"},"evidence":[{"at":"2025-10-05T09:00:00+08:00","confirmed":true,"kind":"turn","receiver":"李四","visit":1},{"at":"2025-10-06T10:00:00+08:00","confirmed":false,"kind":"returning","receiver":"李四","visit":6}],"holds":["visit 6: its day is not confirmed (7.2): ''confirm --on 2025-10-06''"],"shares":[{"amount":"12000.00","clause":"3.1","role":"sales","share":"1","to":"李四"}]}');
INSERT INTO "answered" VALUES('auto-20261125T180025-b3bac3cc','1549f6a0da2ddd8f343cf2a9558898185b670cc7adea0a43b69dfe989dc63633','{"consent":{"given":"2025-10-05","marketing":true},"customer":{"id":1,"name":"张一","new":false,"phone":"138****0001"}}');
INSERT INTO "answered" VALUES('auto-20261125T180025-cec1c851','a644433847d2ccef61486fc9d757a53a617557ffb632704e1f611cace2cb01bc','{"freed":"李四","taken":[],"took":[]}');
INSERT INTO "answered" VALUES('auto-20261125T180025-e858c9bd','dede90d1fd0420791b1ca736fc783353c3748baa916aa8df3df5271d31a3cf04','{"claim":{"by":"李四","customer":{"id":4,"name":"张四","new":false,"phone":"138****0004"},"filed":"2025-10-06T11:00:00+08:00","ground":"other","id":1,"opinion":{"shares":[{"share":"1/2","to":"李四"},{"share":"1/2","to":"王五"}],"text":"各半"},"rulings":[{"at":"2025-10-06T11:10:00+08:00","by":"陈经理","entry":35},{"at":"2025-10-06T11:20:00+08:00","by":"周总监","entry":36}],"status":"upheld"},"proposal":{"borne_out":true,"clauses":["7.7"],"evidence":[{"at":"2025-10-05T09:30:00+08:00","confirmed":true,"kind":"asked-for","receiver":"王五","visit":4}],"explanation":"Upheld.","owner":"王五","shares":[{"clause":"7.7","role":"sales","share":"1/2","to":"李四"},{"clause":"7.7","role":"sales","share":"1/2","to":"王五"}]}}');
INSERT INTO "answered" VALUES('auto-20261125T180025-eae50111','8a47255dd0d06ddb8fa4d669cc2384b89e43db85617bdaa87e58d039eaf78224','{"chain":[{"clause":"5.1","entries":[15],"text":"Visit 3 on 2025-10-05 09:10, received by 赵六, began the registration"},{"clause":"7.1","entries":[15],"text":"The owner is 赵六, protected through 2025-11-05"},{"clause":"9","entries":[39],"text":"Deal 3 was signed on 2025-10-06 11:40"},{"clause":"5.1","entries":[15],"text":"赵六 has all (sales)"}],"deal":{"commission":"8000.00","customer":{"id":3,"name":"张三","new":false,"phone":"138****0003"},"id":3,"price":"1000000.00","signed_at":"2025-10-06T11:40:00+08:00","status":"cancelled","unit":"3-1-503"},"evidence":[{"at":"2025-10-05T09:10:00+08:00","confirmed":true,"kind":"asked-for","receiver":"赵六","visit":3}],"holds":[],"shares":[{"amount":"8000.00","clause":"5.1","role":"sales","share":"1","to":"赵六"}]}');
INSERT INTO "answered" VALUES('auto-20261125T180025-ff75fa16','9bf16ad05f80537dd516bfa57e93672de0f34fc13cfb4773b8da4bf43fe691e7','{"clauses":["3.1","6.2.4"],"customer":{"id":6,"name":"张六","new":true,"phone":"13800000006"},"explanation":"赵六 receives: the turn is theirs.","next":"王五","owner":"赵六","protected_until":"2025-11-06","receiver":"赵六","visit":{"at":"2025-10-06T10:20:00+08:00","id":7,"kind":"turn","late_entry":false,"status":"receiving","uses_turn":true}}');
INSERT INTO "answered" VALUES('auto-20261125T180026-013528cf','187e40cebae9ec3011f49199a938e50435fa6bd523681655390a1fcc49718373','{"clauses":["8.4"],"customer":{"id":1,"name":"张一","new":false,"phone":"138****0001"},"followup":{"at":"2025-10-06T12:40:00+08:00","by":"李四","contact":false,"entry":47,"grade":"B","next":"2025-10-20","note":"已回电"},"salespeople":["李四"]}');
INSERT INTO "answered" VALUES('auto-20261125T180026-42aa10cb','9a16abe8b151a54fdf5b8efdeb3049abd0cc79659f504055e6179557fe9c5e71','{"chain":[{"clause":"3.1","entries":[11],"text":"Visit 1 on 2025-10-05 09:00, received by 李四, began the registration"},{"clause":"4.1","entries":[30],"text":"Visit 6 on 2025-10-06 10:00, received by 李四, renewed it"},{"clause":"7.1","entries":[30],"text":"The owner is 李四, protected through 2025-11-06"},{"clause":"9","entries":[52],"text":"Deal 4 was signed on 2025-11-03 09:25"},{"clause":"3.1","entries":[11],"text":"李四 has all (sales)"}],"deal":{"commission":"5000.01","customer":{"id":1,"name":"张一","new":false,"phone":"138****0001"},"id":4,"price":"900000.00","signed_at":"2025-11-03T09:25:00+08:00","status":"signed","unit":"5-1-101"},"evidence":[{"at":"2025-10-05T09:00:00+08:00","confirmed":true,"kind":"turn","receiver":"李四","visit":1},{"at":"2025-10-06T10:00:00+08:00","confirmed":true,"kind":"returning","receiver":"李四","visit":6}],"holds":[],"shares":[{"amount":"5000.01","clause":"3.1","role":"sales","share":"1","to":"李四"}]}');
INSERT INTO "answered" VALUES('auto-20261125T180026-594d59a0','bc75d4347d2ff17a189293ed06ae9ba89b1eb4cdfc09fc070710be2d5199f9b1','{"date":"2025-11-03","lunch":["王五","李四"],"next":"王五","order":[{"name":"王五","priority":false,"status":"ready"},{"name":"李四","priority":false,"status":"ready"},{"name":"赵六","priority":false,"status":"ready"}],"waiting":[]}');
INSERT INTO "answered" VALUES('auto-20261125T180026-7398c63d','20a2a3c535cccdac430bfc156a0dc05315fa4d830bcdf1b8e344bf187d255bfc','{"confirmed":3,"date":"2025-10-06","training":3}');
INSERT INTO "answered" VALUES('auto-20261125T180026-a19887b8','63a9af942c4d4afcc86156364bf60ca2bf044fc2400c3bfac2cf06014ef10030','{"staff":{"code":null,"joined":"2025-09-01T08:00:00+08:00","left":"2025-11-03T09:30:00+08:00","name":"何助理","role":"assistant"}}');
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
INSERT INTO "detail" VALUES(11,1,'85c20b1b737b9e8faee9a36da76b662617382f1b719f26b1778c17dff39a4829','张一','13800000001','{"budget":"120万","need":"三房","note":"周末再来","rating":"A","source":"路过"}');
INSERT INTO "detail" VALUES(12,2,'fdd59ece583a4c53e063c0aff8e50c4d97ed102efd0c197c842c715165e15c09','张二','13800000002','{"note":"𠮷先生"}');
INSERT INTO "detail" VALUES(15,3,'58ee694a4d5003b4d1eb26a0cc66572dc3ffb2093d365d17e2823da121d54ae9','张三','13800000003','{}');
INSERT INTO "detail" VALUES(19,4,'10586726844672b1c0aedd55111b1c079698dc6a5c404e44dedb4bca679a1c11','张四','13800000004','{}');
INSERT INTO "detail" VALUES(22,5,'3825c9241d7104f9ca0df66209f3a910ca9f76b421ae0c822f13357259f5878e','张五','13800000005','{"note":"问开放时间"}');
INSERT INTO "detail" VALUES(23,6,'3534ada346ec3a928cadba022c5c766ec34fb81d383f8fa8a7c9fd2abafbe705','张六','13800000006','{}');
INSERT INTO "detail" VALUES(24,2,'cd3da3e408e56a664ae74a85ad454733eaa11c829031dc69517e3e17274a3a23','张贰',NULL,'{"reason":"写错"}');
INSERT INTO "detail" VALUES(25,NULL,'adc86d1315580044c8d640c0b140b40c757c4781cd716336c91b099bf2fbc07e',NULL,NULL,'{"reason":"不在岗"}');
INSERT INTO "detail" VALUES(30,1,'f1b366e145daf182a31c028fbc4e9c417d554071c82fe75a291f1d12e9ab25de',NULL,'13800000001','{}');
INSERT INTO "detail" VALUES(32,6,'16efb93ba23afbe2f93e4f1615843e7fab6b4ab05488f7a61eb413add45a7fc3','张六','13800000006','{}');
INSERT INTO "detail" VALUES(34,4,'037e3a7a77bcfd7057e5a4b9c1c9c946528147eae52830b34fb466925ab08ad8',NULL,NULL,'{"note":"我接待过"}');
INSERT INTO "detail" VALUES(35,4,'b0490be8e8f4261bdbafa06191eccb75b76837eb8c36d72300c8ebcad464294a',NULL,NULL,'{"opinion":"各半"}');
INSERT INTO "detail" VALUES(40,3,'3c389466a644c60d132e1b6bc775472186c932a8791c8053c13a5fd2c3e34e61',NULL,NULL,'{"reason":"退房"}');
INSERT INTO "detail" VALUES(41,1,'1d57416bb082ad6c1ee01e3def8da7ae83f6567261d54dc38feea4ee52fe96c0',NULL,NULL,'{"buyer":"张小一","reason":"写子女名"}');
INSERT INTO "detail" VALUES(44,3,'3c594e04e2aa6892f6df5242a5ea23143c743ad43be069bb646ea425daa8597b','张叁',NULL,'{"reason":"身份证"}');
INSERT INTO "detail" VALUES(45,5,'e1d5019d7a4e7d965ee49affa9b62331ae3fae9b7e503cd7b2a6e01707d1af77',NULL,NULL,'{"reason":"本人要求"}');
INSERT INTO "detail" VALUES(47,1,'a91b5ebb06721f1673f20b4795ff3ff1a4be2f345f96991033362a26d3658a4b',NULL,NULL,'{"note":"已回电"}');
INSERT INTO "detail" VALUES(51,8,'ce577cd12d38140cb8f2128f66a30cbddacc8a185525bb0fd355f16edc3bd626','张八','13800000008','{}');
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
INSERT INTO "entry" VALUES(3,'staff',1,1756684800,'2025-09-01',1756684800,0,1,NULL,'?',NULL,'[]',NULL,'{"code":null,"name":"陈经理","pin":{"hash":"0bdaa4dfeaae08d279fe071de62dd88061a1a21707827186f5e6a072188309509dc879d2782ef19f7794cc4d66bad96c015a8098666d7fc047f7d04eed891416","n":16,"p":1,"r":8,"salt":"30c40dd08138721a97f78fa6bffbf833"},"pinyin":["chenjingli","cjl"],"role":"manager"}',NULL,1,'b1ccec7a0b391d3d2169260c7d9ca5819ee5c2488fddb063b83a0e2ceb39e044','1912750458c6c4f3260466cf9d6d821f99cd87258ce5ab4aba8e40f7bf98a9fd');
INSERT INTO "entry" VALUES(4,'staff',2,1756684800,'2025-09-01',1756684800,0,1,NULL,'?',NULL,'[]',NULL,'{"code":null,"name":"周总监","pin":{"hash":"62e379aa4bab5c9a82166641ccdd0279b4a040b5912c3e5702e24c815024b61b4ac5140f63289ef1c68be31867d62c45baa755980b2d4cdc6194da006d5d1312","n":16,"p":1,"r":8,"salt":"a3e0631a75eac8ed749a42979733c981"},"pinyin":["zhouzongjian","zzj"],"role":"director"}',NULL,1,'1912750458c6c4f3260466cf9d6d821f99cd87258ce5ab4aba8e40f7bf98a9fd','998afb2234d4224447de1e50ec3120c7c99e1f4f5ccd4fc43adbb626a33712ea');
INSERT INTO "entry" VALUES(5,'staff',3,1756684800,'2025-09-01',1756684800,0,1,1,'?',NULL,'[]','auto-20261125T180023-cd96bb9b','{"code":null,"name":"李四","pin":null,"pinyin":["lisi","ls"],"role":"salesperson"}',NULL,1,'998afb2234d4224447de1e50ec3120c7c99e1f4f5ccd4fc43adbb626a33712ea','0e52b07f5f855033dc91a273486fd22723d278b73e94a1e51677339cfe0cf6de');
INSERT INTO "entry" VALUES(6,'staff',4,1756684800,'2025-09-01',1756684800,0,1,1,'?',NULL,'[]','auto-20261125T180024-ddff465f','{"code":null,"name":"王五","pin":null,"pinyin":["wangwu","ww"],"role":"salesperson"}',NULL,1,'0e52b07f5f855033dc91a273486fd22723d278b73e94a1e51677339cfe0cf6de','089b1d6bd3a8623ca97e12acebaa7f996e8f60d0ee6361b325215cad8eb3efed');
INSERT INTO "entry" VALUES(7,'staff',5,1756684800,'2025-09-01',1756684800,0,1,1,'?',NULL,'[]','auto-20261125T180024-faf0490c','{"code":null,"name":"赵六","pin":null,"pinyin":["zhaoliu","zl"],"role":"salesperson"}',NULL,1,'089b1d6bd3a8623ca97e12acebaa7f996e8f60d0ee6361b325215cad8eb3efed','70eb9fd657c8786765506cfb472d746b5bf1f753a232d84cd29d7db9e74e5cca');
INSERT INTO "entry" VALUES(8,'staff',6,1756684800,'2025-09-01',1756684800,0,1,1,'?',NULL,'[]','auto-20261125T180024-b706d355','{"code":null,"name":"孙会计","pin":null,"pinyin":["skj","sunkuaiji"],"role":"employee"}',NULL,1,'70eb9fd657c8786765506cfb472d746b5bf1f753a232d84cd29d7db9e74e5cca','e3a8e1e145faba9d565bac09a70759e0a56a90c40a3bc2838c390a843c5d4a30');
INSERT INTO "entry" VALUES(9,'staff',7,1756684800,'2025-09-01',1756684800,0,1,1,'?',NULL,'[]','auto-20261125T180024-66fbfea6','{"code":null,"name":"何助理","pin":null,"pinyin":["hezhuli","hzl"],"role":"assistant"}',NULL,1,'e3a8e1e145faba9d565bac09a70759e0a56a90c40a3bc2838c390a843c5d4a30','e0f081f66f74034c73030a40256a108123023f5612576dfd05466e3f6a2d08a2');
INSERT INTO "entry" VALUES(10,'queue-open',NULL,1759624200,'2025-10-05',1759624200,0,1,1,'?',NULL,'[]','auto-20261125T180024-06a4b00f','{"ended":[],"named":true,"order":[{"off":false,"priority":false,"staff":3},{"off":false,"priority":false,"staff":4},{"off":false,"priority":false,"staff":5}],"unreceived":[]}',NULL,1,'e0f081f66f74034c73030a40256a108123023f5612576dfd05466e3f6a2d08a2','f3776e37de08e7a559daa6cbbeb92de03f6041634999ad228b9f348856b7681c');
INSERT INTO "entry" VALUES(11,'visit',1,1759626000,'2025-10-05',1759626000,0,1,NULL,'?',NULL,'[1]','auto-20261125T180024-1925cfce','{"announcement":null,"announcer":null,"asked":false,"clauses":["3.1"],"client":null,"customer":1,"files":[1],"kind":"turn","passed":[],"priority":false,"receiver":3,"referral":null,"request":{},"turn":true,"unrecalled":false,"voids":[],"with_introducer":false}','3958f5c98096dae93f3d3439138a218a76c46029cf2ac69c8fdb95ede6f20218',1,'f3776e37de08e7a559daa6cbbeb92de03f6041634999ad228b9f348856b7681c','3872b81cd40e0ab88ced03cbfac62af1a07ba207bb4ded9784210fc4de506589');
INSERT INTO "entry" VALUES(12,'visit',2,1759626300,'2025-10-05',1759626300,0,1,NULL,'?',NULL,'[2]','auto-20261125T180024-60f68090','{"announcement":null,"announcer":null,"asked":false,"clauses":["3.1"],"client":null,"customer":2,"files":[2],"kind":"turn","passed":[],"priority":false,"receiver":4,"referral":null,"request":{},"turn":true,"unrecalled":false,"voids":[],"with_introducer":false}','8ba1d85c679c7d3e2a74f5e0886f158f869d90fd365b42a8785dbc4945f911b8',1,'3872b81cd40e0ab88ced03cbfac62af1a07ba207bb4ded9784210fc4de506589','b1b648f99dd818ff5ac31083a2832851bff555d62451d6c53d5f4581f2631943');
INSERT INTO "entry" VALUES(13,'done',NULL,1759626360,'2025-10-05',1759626360,0,1,NULL,'?',NULL,'[1]','auto-20261125T180024-2106da6b','{"freed":3,"took":[],"visits":[1]}',NULL,1,'b1b648f99dd818ff5ac31083a2832851bff555d62451d6c53d5f4581f2631943','06136798b6579e638fe09532fbb4161af6259ab8542f06600ea3ef822204207c');
INSERT INTO "entry" VALUES(14,'undo',NULL,1759626420,'2025-10-05',1759626420,0,1,NULL,'?',13,'[1]','auto-20261125T180024-3acd4c6b','{"command":"done"}',NULL,1,'06136798b6579e638fe09532fbb4161af6259ab8542f06600ea3ef822204207c','060b32aa9d483f91bca12f91879cfaf0a2fdbc8a4699cbaeda2ebe40c0474330');
INSERT INTO "entry" VALUES(15,'visit',3,1759626600,'2025-10-05',1759626600,0,1,NULL,'?',NULL,'[3]','auto-20261125T180024-953b1417','{"announcement":null,"announcer":null,"asked":true,"clauses":["5.1"],"client":null,"customer":3,"files":[3],"kind":"asked-for","passed":[],"priority":false,"receiver":5,"referral":null,"request":{"ask_for":5},"turn":false,"unrecalled":false,"voids":[],"with_introducer":false}','c37fe957685ea046e2a9ad8a9b5c4f35fe02e484b408c25daf80abc050ef136f',1,'060b32aa9d483f91bca12f91879cfaf0a2fdbc8a4699cbaeda2ebe40c0474330','273e4971b25150d8fee37d68aba369cdd903e460007893a102707bd925fc2fcb');
INSERT INTO "entry" VALUES(16,'done',NULL,1759627200,'2025-10-05',1759627200,0,1,NULL,'?',NULL,'[1]','auto-20261125T180024-503bcdd2','{"freed":3,"took":[],"visits":[1]}',NULL,1,'273e4971b25150d8fee37d68aba369cdd903e460007893a102707bd925fc2fcb','b2ee5417ac649249cdd0b1bd8d6df7b0801cc36496f927cf2587d2bc3a3d5819');
INSERT INTO "entry" VALUES(17,'done',NULL,1759627260,'2025-10-05',1759627260,0,1,NULL,'?',NULL,'[2]','auto-20261125T180024-c6c42f2f','{"freed":4,"took":[],"visits":[2]}',NULL,1,'b2ee5417ac649249cdd0b1bd8d6df7b0801cc36496f927cf2587d2bc3a3d5819','e3fb330627e97f029ceec1f521c2de5615afd153d50c9ed05fb4d7dfd98fb895');
INSERT INTO "entry" VALUES(18,'done',NULL,1759627320,'2025-10-05',1759627320,0,1,NULL,'?',NULL,'[3]','auto-20261125T180024-c9323820','{"freed":5,"took":[],"visits":[3]}',NULL,1,'e3fb330627e97f029ceec1f521c2de5615afd153d50c9ed05fb4d7dfd98fb895','7d03e86549b8cb7ce670d911a7d79f96cb917f8e6090a4a008452b538a973e44');
INSERT INTO "entry" VALUES(19,'visit',4,1759627800,'2025-10-05',1759627800,0,1,NULL,'?',NULL,'[4]','auto-20261125T180024-a134a886','{"announcement":null,"announcer":null,"asked":false,"clauses":["3.7"],"client":null,"customer":4,"files":[4],"kind":"unrecalled","passed":[],"priority":false,"receiver":5,"referral":null,"request":{"unrecalled":true},"turn":true,"unrecalled":true,"voids":[],"with_introducer":false}','1f0ac29bfdc3a8dbcf226f2d2825520ed712734195d4fcc139cc3b3cdd0164bb',1,'7d03e86549b8cb7ce670d911a7d79f96cb917f8e6090a4a008452b538a973e44','09de4d1b5d8832ba9d6366ab05af78987496d03c98ddbe779e14fb0ff116fc3a');
INSERT INTO "entry" VALUES(20,'handover',NULL,1759627860,'2025-10-05',1759627860,0,1,1,'?',NULL,'[4]','auto-20261125T180024-9435af09','{"announcement":null,"announcer":null,"asked":false,"clause":"5.2","clauses":["5.2"],"client":null,"fault":null,"first":5,"first_gains_priority":false,"first_loses_priority":false,"granted":true,"insists":true,"kind":"asked-for","passed":[],"priority":false,"reason":"asked-for","receiver":4,"took":[],"turn":false,"visit":4}',NULL,1,'09de4d1b5d8832ba9d6366ab05af78987496d03c98ddbe779e14fb0ff116fc3a','ea32f6ea2be23a0432a82eddfea3ba8a3fc0bfa5eb2219ae35799b9c7fea709f');
INSERT INTO "entry" VALUES(21,'done',NULL,1759628100,'2025-10-05',1759628100,0,1,NULL,'?',NULL,'[4]','auto-20261125T180024-bce5df8d','{"freed":4,"took":[],"visits":[4]}',NULL,1,'ea32f6ea2be23a0432a82eddfea3ba8a3fc0bfa5eb2219ae35799b9c7fea709f','05c2b39c8377ee24d20e31702976e0e4ba4e3f7c9b594c967f5b66f12fb9f03e');
INSERT INTO "entry" VALUES(22,'call',1,1759628400,'2025-10-05',1759628400,0,1,NULL,'?',NULL,'[5]','auto-20261125T180024-983019b6','{"customer":5}','6de67498f7dd27cdfebbfe29e1170fb3b30c2c6664bf0418abffbf48832ef3e4',1,'05c2b39c8377ee24d20e31702976e0e4ba4e3f7c9b594c967f5b66f12fb9f03e','76bd533f0c99e15b0e53796292973cf0177cca2758556eefc84e0c693a4e3ec3');
INSERT INTO "entry" VALUES(23,'referral',1,1759628700,'2025-10-05',1759628700,0,1,1,'?',NULL,'[6]','auto-20261125T180024-051bcb1d','{"by":6,"customer":6,"type":"employee","visit_on":"2025-10-06"}','74c1884055ddfb38b120fc2438b62a843200321ba069548f78a6699f04e63730',1,'76bd533f0c99e15b0e53796292973cf0177cca2758556eefc84e0c693a4e3ec3','6956dc2804fc154ebc449b79d5262ae45ac7b012b8efabafa993c6564f018b0b');
INSERT INTO "entry" VALUES(24,'correct',NULL,1759629000,'2025-10-05',1759629000,0,1,1,'?',12,'[2]','auto-20261125T180024-ff27ae7a','{"files":[2],"visit":2}','516dfbf1e98ef0cddad6b2a1a4fae1dd71e9250de40597bdc0b5513d95d0042e',1,'6956dc2804fc154ebc449b79d5262ae45ac7b012b8efabafa993c6564f018b0b','47d564ce8cbd941bc07d51800c639770aaa976d4411358828821297f91454b02');
INSERT INTO "entry" VALUES(25,'queue-strike',NULL,1759629300,'2025-10-05',1759629300,0,1,1,'?',NULL,'[]','auto-20261125T180024-7a0483ad','{"staff":4,"took":[]}','c1e4c8ee6bebb9d7378f892645775b823dacfa724e5849b93c1cf91695d9e1df',1,'47d564ce8cbd941bc07d51800c639770aaa976d4411358828821297f91454b02','7e03af581426da77a18ce298787beb561b41520c91b51494f00c166e8cac9093');
INSERT INTO "entry" VALUES(26,'confirm',NULL,1759658400,'2025-10-05',1759658400,0,1,1,'?',NULL,'[1,2,3,4]','auto-20261125T180025-4b6e9b62','{"visits":[1,2,3,4]}',NULL,1,'7e03af581426da77a18ce298787beb561b41520c91b51494f00c166e8cac9093','d48365a75995e38d5af2ed6139b7fcbdc90141177a0453593b9080de93450dcd');
INSERT INTO "entry" VALUES(27,'queue-open',NULL,1759710600,'2025-10-06',1759710600,0,1,1,'?',NULL,'[]','auto-20261125T180025-272532f4','{"ended":[],"named":false,"order":[{"off":false,"priority":false,"staff":3},{"off":false,"priority":false,"staff":5},{"off":false,"priority":false,"staff":4}],"unreceived":[]}',NULL,1,'d48365a75995e38d5af2ed6139b7fcbdc90141177a0453593b9080de93450dcd','8cc139a5efcc31e882afc9b1ffeef3045f579b2b457f72c7d1335df9fa1f3ba3');
INSERT INTO "entry" VALUES(28,'visit',5,1759712460,'2025-10-06',1759712460,0,1,NULL,'?',NULL,'[7]','auto-20261125T180025-8f066f5c','{"announcement":null,"announcer":null,"asked":false,"clauses":["3.1"],"client":null,"customer":7,"files":[7],"kind":"turn","passed":[],"priority":false,"receiver":3,"referral":null,"request":{},"turn":true,"unrecalled":false,"voids":[],"with_introducer":false}','b6d454e051d9ed57ba788d6337ef78348cc2cca38059e8cea3f81aac4f639b5e',1,'8cc139a5efcc31e882afc9b1ffeef3045f579b2b457f72c7d1335df9fa1f3ba3','3184cc141add43ce882589382aabfcc09986a4e6a3ae47c8a4344f7546c5300c');
INSERT INTO "entry" VALUES(29,'done',NULL,1759712520,'2025-10-06',1759712520,0,1,NULL,'?',NULL,'[7]','auto-20261125T180025-b64dae34','{"freed":3,"took":[],"visits":[5]}',NULL,1,'3184cc141add43ce882589382aabfcc09986a4e6a3ae47c8a4344f7546c5300c','104720fcd780f35e9a4102438e0ac69cf5f5db7574da8c4c14624964f5b0d3cb');
INSERT INTO "entry" VALUES(30,'visit',6,1759716000,'2025-10-06',1759716000,0,1,NULL,'?',NULL,'[1]','auto-20261125T180025-3c6bd91e','{"announcement":null,"announcer":null,"asked":false,"clauses":["4.1"],"client":null,"customer":1,"files":[1],"kind":"returning","passed":[],"priority":false,"receiver":3,"referral":null,"request":{},"turn":false,"unrecalled":false,"voids":[],"with_introducer":false}','e2c9058deeb385bc908553d3c1b1a8e0633f7c6dc4c0c29b178973bac1902d53',1,'104720fcd780f35e9a4102438e0ac69cf5f5db7574da8c4c14624964f5b0d3cb','9c866bf589f1b2b700a5fc9fbd0dae282574d922e4c57ee4803d4dc7360bc3d3');
INSERT INTO "entry" VALUES(31,'done',NULL,1759716600,'2025-10-06',1759716600,0,1,NULL,'?',NULL,'[1]','auto-20261125T180025-cec1c851','{"freed":3,"took":[],"visits":[6]}',NULL,1,'9c866bf589f1b2b700a5fc9fbd0dae282574d922e4c57ee4803d4dc7360bc3d3','7082fccc1ee5d36853b258306e204bc42c1d726be2469649689dc756ed538a5d');
INSERT INTO "entry" VALUES(32,'visit',7,1759717200,'2025-10-06',1759717200,0,1,NULL,'?',NULL,'[6]','auto-20261125T180025-ff75fa16','{"announcement":null,"announcer":null,"asked":false,"clauses":["3.1","6.2.4"],"client":null,"customer":6,"files":[6],"kind":"turn","passed":[],"priority":false,"receiver":5,"referral":null,"request":{},"turn":true,"unrecalled":false,"voids":[1],"with_introducer":false}','991e25d631f9049f7de4a9f982887eb49210679d95327e1944e5cce04270ec03',1,'7082fccc1ee5d36853b258306e204bc42c1d726be2469649689dc756ed538a5d','199a2dbb908e8d8bad7f9067d48eb129ee3381a57a60ab808704f0563e97b172');
INSERT INTO "entry" VALUES(33,'done',NULL,1759717800,'2025-10-06',1759717800,0,1,NULL,'?',NULL,'[6]','auto-20261125T180025-3360ddb5','{"freed":5,"took":[],"visits":[7]}',NULL,1,'199a2dbb908e8d8bad7f9067d48eb129ee3381a57a60ab808704f0563e97b172','417d90b8b122a59a8b55ab3c68ac4abbfd2b376071b316d48b0f2257b0495379');
INSERT INTO "entry" VALUES(34,'claim',1,1759719600,'2025-10-06',1759719600,0,1,NULL,'?',NULL,'[4]','auto-20261125T180025-a3875057','{"by":3,"customer":4,"ground":"other"}','c444d88af258b835fac2f2875172cbb947694bc1bce87471234c9329c65525a3',1,'417d90b8b122a59a8b55ab3c68ac4abbfd2b376071b316d48b0f2257b0495379','530b49c7b56eceaf0c87aac883265e0da4b28d4811c8dae6b9742c3b48ac69e7');
INSERT INTO "entry" VALUES(35,'ruling',NULL,1759720200,'2025-10-06',1759720200,0,1,1,'?',NULL,'[4]','auto-20261125T180025-395c4a1a','{"claim":1,"effect":{},"files":[],"shares":[[3,"1/2"],[4,"1/2"]],"upheld":true}','e0fc9ce3be48d7a8a0ade74ffbd2b2c63907fd3b9b5776e5a8d1a742826627fb',1,'530b49c7b56eceaf0c87aac883265e0da4b28d4811c8dae6b9742c3b48ac69e7','7cb052480834443885e6f47f2ce5aa066b741c70148124ae4b4ce7691c5248d9');
INSERT INTO "entry" VALUES(36,'approval',NULL,1759720800,'2025-10-06',1759720800,0,1,2,'?',NULL,'[4]','auto-20261125T180025-e858c9bd','{"approved":true,"claim":1}',NULL,1,'7cb052480834443885e6f47f2ce5aa066b741c70148124ae4b4ce7691c5248d9','35bfc7503680ce1e05f076167d2d7e820d778ab2f87829bf3b742691f8302e26');
INSERT INTO "entry" VALUES(37,'deal',1,1759721400,'2025-10-06',1759721400,0,1,NULL,'?',NULL,'[1]','auto-20261125T180025-ae383888','{"aftercare":null,"commission":1200000,"customer":1,"price":120000000,"rated":false,"unit":"3-1-501"}',NULL,1,'35bfc7503680ce1e05f076167d2d7e820d778ab2f87829bf3b742691f8302e26','397a6cc7b4452dab44ec4ab87cfcac2d7edf6e95157a096cff4ef03e164b903b');
INSERT INTO "entry" VALUES(38,'deal',2,1759721700,'2025-10-06',1759721700,0,1,NULL,'?',NULL,'[2]','auto-20261125T180025-2a861824','{"aftercare":null,"commission":999999,"customer":2,"price":100000050,"rated":false,"unit":"3-1-502"}',NULL,1,'397a6cc7b4452dab44ec4ab87cfcac2d7edf6e95157a096cff4ef03e164b903b','c7c467dee4d841608aa3e3ef90d97016c3fb7b0f76de62c97cc53af41c3e946e');
INSERT INTO "entry" VALUES(39,'deal',3,1759722000,'2025-10-06',1759722000,0,1,NULL,'?',NULL,'[3]','auto-20261125T180025-4f135e98','{"aftercare":null,"commission":800000,"customer":3,"price":100000000,"rated":false,"unit":"3-1-503"}',NULL,1,'c7c467dee4d841608aa3e3ef90d97016c3fb7b0f76de62c97cc53af41c3e946e','7d47579f7108f5fff7fb89ea17cc87796d502292663ac2105e6304cd97ae9b3a');
INSERT INTO "entry" VALUES(40,'deal-cancelled',NULL,1759722300,'2025-10-06',1759722300,0,1,1,'?',39,'[3]','auto-20261125T180025-eae50111','{"deal":3}','91d12118d887a2c75b98c743e221d8e729f998108950c33c55f42625952a1483',1,'7d47579f7108f5fff7fb89ea17cc87796d502292663ac2105e6304cd97ae9b3a','a4260caded825034544674977a2702f3aa447b11f7d131724b66794683c335b8');
INSERT INTO "entry" VALUES(41,'deal-amended',NULL,1759722600,'2025-10-06',1759722600,0,1,1,'?',37,'[1]','auto-20261125T180025-92d040ad','{"deal":1}','3ecf882171c247174e03663dc3fb77305b895ba9d256444e857baa4098b313cf',1,'a4260caded825034544674977a2702f3aa447b11f7d131724b66794683c335b8','7f4a7f86addcd20535948c67af8143ceb618bb4c5f26092773a9a4a66a4baca2');
INSERT INTO "entry" VALUES(42,'consent',NULL,1759723200,'2025-10-06',1759723200,0,1,1,'?',NULL,'[1]','auto-20261125T180025-b3bac3cc','{"customer":1,"given":"2025-10-05","marketing":true}',NULL,1,'7f4a7f86addcd20535948c67af8143ceb618bb4c5f26092773a9a4a66a4baca2','9792a879b6745713a4de96937bb2009f984f94e41dedfd88ff42c676c319d733');
INSERT INTO "entry" VALUES(43,'viewed',NULL,1759723500,'2025-10-06',1759723500,0,1,1,'?',NULL,'[1]','auto-20261125T180025-8398aad7','{"customer":1}',NULL,1,'9792a879b6745713a4de96937bb2009f984f94e41dedfd88ff42c676c319d733','7ec3c1b9e4a34e446d44a266ed3c1b4a9c58eded90e08051abe6d030d4600ae9');
INSERT INTO "entry" VALUES(44,'renamed',NULL,1759723800,'2025-10-06',1759723800,0,1,1,'?',NULL,'[3]','auto-20261125T180025-66d2792d','{"customer":3}','3a5fc6f33e6612d2de970bb54ef6b09571e3390ec91ea762c4928170f5a518b1',1,'7ec3c1b9e4a34e446d44a266ed3c1b4a9c58eded90e08051abe6d030d4600ae9','da3e7a9a0d3469976065c6b1fb0f502401ee1cad918cb2ca2b33589ae1853e02');
INSERT INTO "entry" VALUES(45,'freeze',5,1759724400,'2025-10-06',1759724400,0,1,1,'?',NULL,'[5]','auto-20261125T180025-3f4af612','{"customer":5}','9b3b0d13937d78f320c69fa8c06e1c5b6ac9bdf49bc3e8ee6c85546f72aeb982',1,'da3e7a9a0d3469976065c6b1fb0f502401ee1cad918cb2ca2b33589ae1853e02','ebfdf72e1bbf7d38188ac8e147c5dfa8358d92f21ddbb02142ead3253b4ad3e4');
INSERT INTO "entry" VALUES(46,'erase',7,1759725000,'2025-10-06',1759725000,0,1,1,'?',NULL,'[7]','auto-20261125T180025-ab8774b1','{"customer":7}',NULL,1,'ebfdf72e1bbf7d38188ac8e147c5dfa8358d92f21ddbb02142ead3253b4ad3e4','78a761ba7cff2aee6a67a18e90fd3a01d2bbd2ea10995cffbdf65f270144c666');
INSERT INTO "entry" VALUES(47,'followup',NULL,1759725600,'2025-10-06',1759725600,0,1,NULL,'?',NULL,'[1]','auto-20261125T180026-013528cf','{"by":3,"contact":false,"customer":1,"grade":"B","next":"2025-10-20"}','140b6c80bf3f80774a573d5fb26269b4169a20dc4417b3c2015f819df744e97a',1,'78a761ba7cff2aee6a67a18e90fd3a01d2bbd2ea10995cffbdf65f270144c666','22a51f03059e319f224eafe98983b04a293101fb93568bca12f04b06f46e7515');
INSERT INTO "entry" VALUES(48,'confirm',NULL,1759744800,'2025-10-06',1759744800,0,1,1,'?',NULL,'[1,6,7]','auto-20261125T180026-7398c63d','{"visits":[5,6,7]}',NULL,1,'22a51f03059e319f224eafe98983b04a293101fb93568bca12f04b06f46e7515','85914b6a465b8fad86c6f3ccd758e5fffdc9088c0dc490c0cff54fe5cafca70e');
INSERT INTO "entry" VALUES(49,'close',NULL,1762131600,'2025-11-03',1762131600,0,1,1,'?',NULL,'[]','auto-20261125T180026-8dfad94b','{"digest":"7a49723d6d3ed4fea9ed3c25f8a76d8c83d15d2582b46828314de7e343e8c690","held":[],"lines":2,"month":"2025-10","total":2199999}',NULL,1,'85914b6a465b8fad86c6f3ccd758e5fffdc9088c0dc490c0cff54fe5cafca70e','bce8be575d2d07409b211a7c0e4b4e02a742080f5ac8b3008dab26aaa85f48c8');
INSERT INTO "entry" VALUES(50,'queue-open',NULL,1762132500,'2025-11-03',1762132500,0,1,1,'?',NULL,'[]','auto-20261125T180026-594d59a0','{"ended":[],"named":false,"order":[{"off":false,"priority":false,"staff":4},{"off":false,"priority":false,"staff":3},{"off":false,"priority":false,"staff":5}],"unreceived":[]}',NULL,1,'bce8be575d2d07409b211a7c0e4b4e02a742080f5ac8b3008dab26aaa85f48c8','72868c9604a16151d943889d2e6e6f631b0eb6bf8eff0d35f46a269cd6e3f6ea');
INSERT INTO "entry" VALUES(51,'visit',8,1762132800,'2025-11-03',1762132800,0,1,NULL,'?',NULL,'[8]','lived-2','{"announcement":null,"announcer":null,"asked":false,"clauses":["3.1"],"client":null,"customer":8,"files":[8],"kind":"turn","passed":[],"priority":false,"receiver":4,"referral":null,"request":{},"turn":true,"unrecalled":false,"voids":[],"with_introducer":false}','257b2080c996799413852c5690f8c41795048b601c29629148950ccae56608b5',1,'72868c9604a16151d943889d2e6e6f631b0eb6bf8eff0d35f46a269cd6e3f6ea','541b36372075f31d1a48e894424c0d2b1e229eb59dd3b8cfb1d7578ba2638396');
INSERT INTO "entry" VALUES(52,'deal',4,1762133100,'2025-11-03',1762133100,0,1,NULL,'?',NULL,'[1]','auto-20261125T180026-42aa10cb','{"aftercare":null,"commission":500001,"customer":1,"price":90000000,"rated":false,"unit":"5-1-101"}',NULL,1,'541b36372075f31d1a48e894424c0d2b1e229eb59dd3b8cfb1d7578ba2638396','7ff4c32937a33856c37da2bb371401764ce93c1c9667ec81a0e18ef37f652db7');
INSERT INTO "entry" VALUES(53,'staff-left',NULL,1762133400,'2025-11-03',1762133400,0,1,1,'?',NULL,'[]','auto-20261125T180026-a19887b8','{"staff":7}',NULL,1,'7ff4c32937a33856c37da2bb371401764ce93c1c9667ec81a0e18ef37f652db7','74f08b27c3b9b91ff9d2212ab20884e55be9c61a5505c4c365357dd3c0053ebf');
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
CREATE TRIGGER answered_no_delete BEFORE DELETE ON answered WHEN (SELECT kind FROM entry ORDER BY seq DESC LIMIT 1) IS NOT 'erase' AND OLD.request NOT GLOB 'auto-*' BEGIN SELECT RAISE(ABORT, 'answered: only an erasure takes answers away'); END;
COMMIT;
