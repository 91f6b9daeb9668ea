# Rscript designs.R writes designs*.csv here: thirty invented samples, and what R's package survey (4.1-1) makes of them.
library(survey); options(digits=17); set.seed(20261127)
kg <- function(m, n, df, level=.95) { p<-as.numeric(coef(m)); v<-as.numeric(vcov(m)); a<-(1-level)/2
  ne <- if (v>0) p*(1-p)/v else n; ne <- min(n, ne*(qt(a,n-1)/qt(a,df))^2)
  c(if(p*ne>0) qbeta(a, ne*p, ne*(1-p)+1) else 0, if((1-p)*ne>0) qbeta(1-a, ne*p+1, ne*(1-p)) else 1) }
data <- list(); res <- list(); chi <- list()
for (k in 1:30) {
  rows <- list(); H <- sample(1:4,1); two <- k %% 3 == 0; fpc <- k %% 2 == 0
  for (h in 1:H) { C <- sample(2:5,1); N <- C + sample(0:20,1); e <- rnorm(1,0,2)
    for (c in 1:C) { m <- sample(2:6,1); M <- m + sample(0:15,1); cc <- rnorm(1,0,3)
      for (i in 1:m) rows[[length(rows)+1]] <- data.frame(design=k, stratum=paste0("s",h), cluster=paste0("c",h,".",c), person=paste0("p",h,".",c,".",i), drawn_of=N, drawn_of_2=M,
        weight=round(runif(1,.5,9),3), y=round(20+e+cc+rnorm(1,0,5),3), group=sample(c("a","b","c"),1), yes=sample(c("yes","no"),1,prob=plogis(c(cc,-cc))), colour=sample(c("red","green","blue"),1)) } }
  d <- do.call(rbind, rows); if (k %% 5 == 0) d$y[sample(nrow(d),2)] <- NA
  data[[k]] <- d
  f <- if (two && fpc) svydesign(id=~cluster+person, strata=~stratum, weights=~weight, fpc=~drawn_of+drawn_of_2, data=d) else if (fpc) svydesign(id=~cluster, strata=~stratum, weights=~weight, fpc=~drawn_of, data=d) else svydesign(id=~cluster, strata=~stratum, weights=~weight, data=d)
  stages <- if (two && fpc) 2 else if (fpc) 1 else 0
  put <- function(figure, s, df, n, ci) res[[length(res)+1]] <<- data.frame(design=k, stages_with_fpc=stages, figure=figure, estimate=as.numeric(coef(s))[1], se=as.numeric(SE(s))[1], deff=as.numeric(attr(s,"deff"))[1], df=df, n=n, low=ci[1], high=ci[2])
  g <- f[!is.na(d$y),]; n <- sum(!is.na(d$y))
  m <- svymean(~y,g,deff=TRUE); put("mean",m,degf(g),n,confint(m,df=degf(g)))
  t <- svytotal(~y,g,deff=TRUE); put("total",t,degf(g),n,confint(t,df=degf(g)))
  m <- svymean(~as.numeric(yes=="yes"),f,deff=TRUE); put("share",m,degf(f),nrow(d),kg(m,nrow(d),degf(f)))
  g <- subset(f, group=="a" & !is.na(y)); n <- nrow(g$variables)
  if (n > 2 && degf(g) > 0) { m <- svymean(~y,g,deff=TRUE); put("mean of a",m,degf(g),n,confint(m,df=degf(g)))
    m <- svymean(~as.numeric(yes=="yes"),g,deff=TRUE); put("share of a",m,degf(g),n,kg(m,n,degf(g))) }
  x <- try(suppressWarnings(svychisq(~yes+colour,f)), silent=TRUE)
  if (!inherits(x,"try-error")) chi[[length(chi)+1]] <- data.frame(design=k,f=as.numeric(x$statistic),ndf=as.numeric(x$parameter[1]),ddf=as.numeric(x$parameter[2]),p=as.numeric(x$p.value))
}
write.csv(do.call(rbind,data),"designs.csv",row.names=FALSE,na="",quote=FALSE)
write.csv(do.call(rbind,res),"designs_r.csv",row.names=FALSE,na="",quote=FALSE)
write.csv(do.call(rbind,chi),"designs_chisq_r.csv",row.names=FALSE,na="",quote=FALSE)
