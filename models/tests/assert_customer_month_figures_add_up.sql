-- Returns of lines that stand and cases, of known customers, are in the months to the cent.
with months as (

    select
        coalesce(sum(return_amount), 0) as return_amount,
        coalesce(sum(case_count), 0) as case_count
    from {{ ref('fct_customer_month') }}

),

returns as (

    select coalesce(sum(net_amount), 0) as return_amount
    from {{ ref('fct_return_line') }}
    where
        order_line_key <> 0
        and return_date <= {{ as_of_date() }}
        and customer_key <> 0

),

cases as (

    select count(*) as case_count
    from {{ ref('fct_case') }}
    where opened_date <= {{ as_of_date() }} and customer_key <> 0

)

select
    months.return_amount,
    months.case_count
from months
cross join returns
cross join cases
where
    months.return_amount <> returns.return_amount
    or months.case_count <> cases.case_count
