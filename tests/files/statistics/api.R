# Rscript api.R writes api_*.csv here: the data of R's package survey (4.1-1), and what it makes of them.
library(survey); data(api); options(digits=17)
w <- function(d, cols, f) write.csv(d[,cols], f, row.names=FALSE, na="", quote=FALSE)
common <- c("stype","dnum","snum","api00","api99","enroll","sch.wide","comp.imp","both","awards")
w(apistrat, c(common,"pw","fpc"), "api_strat.csv")
w(apiclus1, c(common,"pw","fpc"), "api_clus1.csv")
w(apiclus2, c(common,"pw","fpc1","fpc2"), "api_clus2.csv")
rows <- list()
kg <- function(m, n, df, level=.95) { p<-as.numeric(coef(m)); v<-as.numeric(vcov(m)); a<-(1-level)/2
  ne <- min(n, p*(1-p)/v*(qt(a,n-1)/qt(a,df))^2); c(qbeta(a, ne*p, ne*(1-p)+1), qbeta(1-a, ne*p+1, ne*(1-p))) }
add <- function(design, figure, stat, df, n, ci) rows[[length(rows)+1]] <<- data.frame(design=design, figure=figure, estimate=as.numeric(coef(stat))[1], se=as.numeric(SE(stat))[1], deff=if(is.null(attr(stat,"deff"))) NA else as.numeric(attr(stat,"deff"))[1], df=df, n=n, low=ci[1], high=ci[2])
one <- function(name, d) {
  k <- degf(d); n <- nrow(d$variables)
  for (v in c("api00","enroll")) {
    f <- as.formula(paste0("~",v)); nn <- sum(!is.na(d$variables[[v]]))
    sub <- d[!is.na(d$variables[[v]]),]
    m <- svymean(f, sub, deff=TRUE); add(name, paste0("mean ",v), m, degf(sub), nn, confint(m, df=degf(sub)))
    t <- svytotal(f, sub, deff=TRUE); add(name, paste0("total ",v), t, degf(sub), nn, confint(t, df=degf(sub)))
  }
  for (v in c("sch.wide","comp.imp","awards")) {
    m <- eval(parse(text=sprintf("svymean(~as.numeric(%s=='Yes'), d, deff=TRUE)", v)))
    add(name, paste0("share ",v), m, k, n, kg(m,n,k))
  }
  for (s in c("E","H","M")) {
    sub <- subset(d, stype==s)
    m <- svymean(~api00, sub, deff=TRUE); add(name, paste0("mean api00 of ",s), m, degf(sub), nrow(sub$variables), confint(m, df=degf(sub)))
  }
  r <- svyratio(~api00, ~api99, d); add(name, "ratio api00 api99", r, k, n, confint(r, df=k))
}
dstrat <- svydesign(id=~1, strata=~stype, weights=~pw, data=apistrat, fpc=~fpc)
dclus1 <- svydesign(id=~dnum, weights=~pw, data=apiclus1, fpc=~fpc)
dclus2 <- svydesign(id=~dnum+snum, fpc=~fpc1+fpc2, data=apiclus2)
one("strat", dstrat); one("clus1", dclus1); one("clus2", dclus2)
one("strat without fpc", svydesign(id=~1, strata=~stype, weights=~pw, data=apistrat))
one("clus1 without fpc", svydesign(id=~dnum, weights=~pw, data=apiclus1))
one("strat clusters", svydesign(id=~dnum, strata=~stype, weights=~pw, data=apistrat, nest=TRUE))
pt <- data.frame(stype=c("E","H","M"), Freq=c(4421,755,1018)); ps <- data.frame(sch.wide=c("No","Yes"), Freq=c(1072,5122))
r <- rake(dclus1, list(~stype,~sch.wide), list(pt,ps), control=list(maxit=500,epsilon=1e-10))
c1 <- calibrate(dclus1, ~stype+sch.wide, c(`(Intercept)`=6194,stypeH=755,stypeM=1018,sch.wideYes=5122), calfun="raking", epsilon=1e-13, maxit=500)
c2 <- calibrate(dstrat, ~stype+sch.wide, c(`(Intercept)`=6194,stypeH=755,stypeM=1018,sch.wideYes=5122), calfun="raking", epsilon=1e-13, maxit=500)
b <- calibrate(dclus1, ~stype+sch.wide, c(`(Intercept)`=6194,stypeH=755,stypeM=1018,sch.wideYes=5122), calfun="raking", bounds=c(0.85,1.7), epsilon=1e-10, maxit=2000)
for (x in list(list("clus1 raked",c1),list("strat raked",c2),list("clus1 bounded",b))) {
  d <- x[[2]]; for (v in c("api00","enroll")) { f<-as.formula(paste0("~",v))
   m <- svymean(f,d,deff=TRUE); add(x[[1]],paste0("mean ",v),m,degf(d),nrow(d$variables),confint(m,df=degf(d)))
   t <- svytotal(f,d,deff=TRUE); add(x[[1]],paste0("total ",v),t,degf(d),nrow(d$variables),confint(t,df=degf(d))) }
  m <- svymean(~as.numeric(comp.imp=='Yes'),d,deff=TRUE)
  add(x[[1]],"share comp.imp",m,degf(d),nrow(d$variables),kg(m,nrow(d$variables),degf(d)))
  for (s in c("E","M")) { sub <- subset(d, stype==s); m <- svymean(~api00, sub, deff=TRUE); add(x[[1]], paste0("mean api00 of ",s), m, degf(sub), sum(weights(sub)!=0), confint(m, df=degf(sub))) }
}
write.csv(do.call(rbind,rows), "api_r.csv", row.names=FALSE, na="", quote=FALSE)
wts <- data.frame(stype=apiclus1$stype, sch.wide=apiclus1$sch.wide, rake=weights(r), calibrate=weights(c1)); wts$bounded <- weights(b)
u <- unique(wts[order(wts$stype,wts$sch.wide),]); write.csv(u, "api_raked_r.csv", row.names=FALSE, quote=FALSE)
chis <- list()
ch <- function(n,d,a,bb) { x <- svychisq(as.formula(paste0("~",a,"+",bb)), d); chis[[length(chis)+1]] <<- data.frame(design=n,a=a,b=bb,f=as.numeric(x$statistic),ndf=as.numeric(x$parameter[1]),ddf=as.numeric(x$parameter[2]),p=as.numeric(x$p.value)) }
for (x in list(list("strat",dstrat),list("clus1",dclus1),list("clus2",dclus2),list("clus1 without fpc",svydesign(id=~dnum, weights=~pw, data=apiclus1)),list("clus1 raked",c1)))
  for (pp in list(c("sch.wide","stype"),c("comp.imp","stype"),c("sch.wide","comp.imp"),c("awards","stype"))) try(ch(x[[1]],x[[2]],pp[1],pp[2]))
write.csv(do.call(rbind,chis), "api_chisq_r.csv", row.names=FALSE, quote=FALSE)
